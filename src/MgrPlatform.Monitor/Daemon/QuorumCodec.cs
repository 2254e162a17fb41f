using MgrPlatform.Consensus.Members;
using MgrPlatform.Consensus.Store;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Mon;
using WireTransaction = MgrPlatform.Wire.Maps.Quorum.StoreTransaction;

namespace MgrPlatform.Monitor.Daemon;

/// <summary>Brings Ceph's encodings to Consensus, which knows none.</summary>
internal sealed class QuorumCodec : IQuorumCodec
{
    public byte[] EncodeNumber(ulong number)
    {
        var writer = new WireWriter(capacity: sizeof(ulong));
        writer.WriteUInt64(number);
        return writer.ToArray();
    }

    public bool TryDecodeNumber(byte[] bytes, out ulong number)
    {
        number = 0;
        if (bytes.Length != sizeof(ulong))
        {
            return false;
        }

        number = new WireReader(bytes).ReadUInt64();
        return true;
    }

    public byte[] Encode(StoreTransaction transaction) => ToMonitor(transaction).Encode();

    public bool TryDecode(byte[] bytes, out StoreTransaction transaction)
    {
        transaction = StoreTransaction.Empty;
        try
        {
            var reader = new WireReader(bytes);
            transaction = FromWire(reader.Read<WireTransaction>().Operations);
            return true;
        }
        catch (WireFormatException)
        {
            return false;
        }
    }

    public bool TryDecodeMap(byte[] bytes, out QuorumMap map)
    {
        map = new QuorumMap(0, [], []);
        try
        {
            var reader = new WireReader(bytes);
            map = ToQuorum(reader.Read<MonMap>());
            return true;
        }
        catch (WireFormatException)
        {
            return false;
        }
    }

    /// <summary>
    /// The map as the quorum needs it. A name that the map ranks and does not describe is left out of no count: it has no address.
    /// </summary>
    public static QuorumMap ToQuorum(MonMap map) => new(
        map.Epoch,
        [.. map.Ranks
            .Select(name => new QuorumMember(name, map.Monitors.TryGetValue(name, out var monitor) ? monitor.Addresses.ToString() : ""))],
        WireWriter.Encode(map));

    /// <summary>Null for bytes that are no map.</summary>
    public static MonMap? ToMonMap(QuorumMap? map)
    {
        if (map is null || map.Encoded.Length == 0)
        {
            return null;
        }

        var reader = new WireReader(map.Encoded);
        return reader.Read<MonMap>();
    }

    public static MonitorTransaction ToMonitor(StoreTransaction transaction) => new MonitorTransaction().Append(
        transaction.Operations.Select(static operation => new Wire.Maps.Quorum.StoreOperation(
            (Wire.Maps.Quorum.StoreOperationKind)operation.Kind, operation.Prefix, operation.Key, operation.Value, operation.EndKey)));

    public static StoreTransaction FromMonitor(MonitorTransaction transaction) => FromWire(transaction.Operations);

    private static StoreTransaction FromWire(IEnumerable<Wire.Maps.Quorum.StoreOperation> operations) => new([
        .. operations.Select(static operation => new StoreOperation(
            (StoreOperationKind)operation.Kind, operation.Prefix, operation.Key, operation.Value, operation.EndKey)),
    ]);
}
