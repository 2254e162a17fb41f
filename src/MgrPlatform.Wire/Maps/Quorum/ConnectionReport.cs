using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Quorum;

/// <summary>How well one monitor hears the others.</summary>
/// <param name="Current">By rank whether it hears it now.</param>
/// <param name="History">By rank from 0 to 1 how much of the time it did.</param>
public sealed record ConnectionReport(
    int Rank, IReadOnlyDictionary<int, bool> Current, IReadOnlyDictionary<int, double> History, uint Epoch, ulong EpochVersion)
    : IWireType<ConnectionReport>
{
    private const byte StructVersion = 1;

    public static int MinimumSize => 6;

    public static ConnectionReport Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(StructVersion);
        var rank = reader.ReadInt32();
        var current = reader.ReadMap(Codecs.Int32, Codecs.Bool);
        var history = reader.ReadMap(Codecs.Int32, Codecs.Double);
        var epoch = reader.ReadUInt32();
        var epochVersion = reader.ReadUInt64();
        reader.EndStruct(scope);
        return new ConnectionReport(rank, current, history, epoch, epochVersion);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(StructVersion, StructVersion);
        writer.WriteInt32(Rank);
        writer.WriteMap(Current, Codecs.Int32, Codecs.Bool);
        writer.WriteMap(History, Codecs.Int32, Codecs.Double);
        writer.WriteUInt32(Epoch);
        writer.WriteUInt64(EpochVersion);
        writer.EndStruct(scope);
    }
}
