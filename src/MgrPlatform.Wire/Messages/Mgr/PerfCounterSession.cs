using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>
/// The counters that a daemon has declared in a session, and so the key to its packed values.
/// A session that is lost takes them with it: begin a new one.
/// </summary>
public sealed class PerfCounterSession
{
    // A daemon with all labels of a large cluster has some thousands.
    private const int Limit = 100_000;
    private const byte Version = 1;

    private readonly SortedDictionary<string, PerfCounterType> _declared = new(StringComparer.Ordinal);
    private PerfCounterType[] _types = [];

    /// <summary>All declared counters, in the order of their values.</summary>
    public IReadOnlyList<PerfCounterType> Types => _types;

    /// <summary>Takes what a report declares and undeclares, and returns its values, one for each of <see cref="Types"/>.</summary>
    public PerfCounterValue[] Apply(MMgrReport report)
    {
        if (report.Declared.Count > 0 || report.Undeclared.Count > 0)
        {
            Declare(report);
        }

        if (report.Packed.Length == 0)
        {
            return [];
        }

        var reader = new WireReader(report.Packed);
        var scope = reader.BeginStruct(Version);
        var values = new PerfCounterValue[_types.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Read(ref reader, _types[i]);
        }

        reader.EndStruct(scope);
        return values;
    }

    /// <summary>The packed form of one value for each of <paramref name="types"/>, which are in the order of their paths.</summary>
    public static byte[] Pack(IReadOnlyList<PerfCounterType> types, IReadOnlyList<PerfCounterValue> values)
    {
        var writer = new WireWriter();
        var scope = writer.BeginStruct(Version, Version);
        for (var i = 0; i < types.Count; i++)
        {
            writer.WriteUInt64(values[i].Value);
            if (types[i].Kind.HasFlag(PerfCounterKind.Average))
            {
                writer.WriteUInt64(values[i].Count);
                writer.WriteUInt64(values[i].CountAgain);
            }
        }

        writer.EndStruct(scope);
        return writer.ToArray();
    }

    private static PerfCounterValue Read(ref WireReader reader, PerfCounterType type)
    {
        var value = reader.ReadUInt64();
        return type.Kind.HasFlag(PerfCounterKind.Average)
            ? new PerfCounterValue(value, reader.ReadUInt64(), reader.ReadUInt64())
            : new PerfCounterValue(value, 0, 0);
    }

    private void Declare(MMgrReport report)
    {
        foreach (var type in report.Declared)
        {
            _declared[type.Path] = type;
        }

        foreach (var path in report.Undeclared)
        {
            _declared.Remove(path);
        }

        if (_declared.Count > Limit)
        {
            throw new WireFormatException($"a daemon declares more than {Limit} counters", 0);
        }

        _types = [.. _declared.Values];
    }
}
