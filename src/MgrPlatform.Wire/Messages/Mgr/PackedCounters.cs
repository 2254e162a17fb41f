using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>
/// The values of a report without an object for each: what <see cref="PerfCounterSession"/> reads, for those who have thousands of
/// sessions.
/// </summary>
public static class PackedCounters
{
    private const byte Version = 1;

    /// <summary>Reads one number for each counter, and for an average a second one: of how many the first is the sum.</summary>
    /// <param name="kinds">Of the counters, in the order of their paths.</param>
    /// <param name="values">Exactly as many as the kinds ask for.</param>
    /// <exception cref="WireFormatException">The bytes are of fewer values, or of more: they belong to another declaration.</exception>
    public static void Unpack(ReadOnlySpan<byte> packed, ReadOnlySpan<PerfCounterKind> kinds, Span<ulong> values)
    {
        var reader = new WireReader(packed);
        var scope = reader.BeginStruct(Version);
        var next = 0;
        foreach (var kind in kinds)
        {
            values[next++] = reader.ReadUInt64();
            if ((kind & PerfCounterKind.Average) != 0)
            {
                values[next++] = reader.ReadUInt64();
                reader.Skip(sizeof(ulong)); // The same count again.
            }
        }

        if (!reader.AtEnd)
        {
            throw new WireFormatException(
                $"{reader.Remaining} bytes are left after the values of {kinds.Length} declared counters", reader.Position);
        }

        reader.EndStruct(scope);
    }
}
