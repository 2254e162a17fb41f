using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Quorum;

/// <summary>How well each monitor hears each other one, as far as one of them knows.</summary>
/// <param name="HalfLife">In seconds, how fast the past is forgotten.</param>
public sealed record ConnectionTracker(
    int Rank, uint Epoch, ulong Version, double HalfLife, IReadOnlyDictionary<int, ConnectionReport> Reports)
    : IWireType<ConnectionTracker>
{
    private const byte StructVersion = 1;

    public static int MinimumSize => 6;

    public static ConnectionTracker Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(StructVersion);
        var rank = reader.ReadInt32();
        var epoch = reader.ReadUInt32();
        var version = reader.ReadUInt64();
        var halfLife = reader.ReadDouble();
        var reports = reader.ReadMap(Codecs.Int32, Codecs.Of<ConnectionReport>());
        reader.EndStruct(scope);
        return new ConnectionTracker(rank, epoch, version, halfLife, reports);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(StructVersion, StructVersion);
        writer.WriteInt32(Rank);
        writer.WriteUInt32(Epoch);
        writer.WriteUInt64(Version);
        writer.WriteDouble(HalfLife);
        writer.WriteMap(Reports, Codecs.Int32, Codecs.Of<ConnectionReport>());
        writer.EndStruct(scope);
    }
}
