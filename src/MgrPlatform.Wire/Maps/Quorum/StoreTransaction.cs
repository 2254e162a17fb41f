using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Quorum;

/// <summary>Changes to the monitors' store that are made together: a value of Paxos, or a piece of a sync.</summary>
/// <param name="Bytes">The bytes of all keys and values, which a sync counts.</param>
public sealed record StoreTransaction(IReadOnlyList<StoreOperation> Operations, ulong Bytes, ulong Keys) : IWireType<StoreTransaction>
{
    private const byte Version = 2;
    private const byte OldestReader = 1;

    public static int MinimumSize => 6;

    public static StoreTransaction Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version, Version);
        var operations = reader.ReadList<StoreOperation>();
        var bytes = reader.ReadUInt64();
        var keys = reader.ReadUInt64();
        reader.EndStruct(scope);
        return new StoreTransaction(operations, bytes, keys);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, OldestReader);
        writer.WriteList(Operations);
        writer.WriteUInt64(Bytes);
        writer.WriteUInt64(Keys);
        writer.EndStruct(scope);
    }
}
