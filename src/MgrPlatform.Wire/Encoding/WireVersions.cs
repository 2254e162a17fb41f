namespace MgrPlatform.Wire.Encoding;

/// <summary>Structures of which no living peer writes the oldest versions: what is older than Pacific is refused, not guessed at.</summary>
public static class WireVersions
{
    /// <summary>As <see cref="WireReader.BeginStruct(byte)"/>, and refuses versions before <paramref name="oldest"/>.</summary>
    public static StructScope BeginStruct(ref this WireReader reader, byte oldest, byte newest)
    {
        var scope = reader.BeginStruct(newest);
        if (scope.Version < oldest)
        {
            throw new WireFormatException($"the structure has version {scope.Version}, we read {oldest} and newer", reader.Position);
        }

        return scope;
    }
}
