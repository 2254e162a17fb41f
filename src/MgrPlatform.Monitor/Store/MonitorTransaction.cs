using System.Globalization;
using System.Text;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Quorum;

namespace MgrPlatform.Monitor.Store;

/// <summary>
/// Changes to the store that are made together, in the order in which they were added. A value of Paxos is one of these, encoded.
/// </summary>
public sealed class MonitorTransaction
{
    private readonly List<StoreOperation> _operations = [];

    public IReadOnlyList<StoreOperation> Operations => _operations;

    public bool IsEmpty => _operations.Count == 0;

    /// <exception cref="WireFormatException">The bytes are no transaction.</exception>
    public static MonitorTransaction Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        var transaction = new MonitorTransaction();
        transaction._operations.AddRange(reader.Read<StoreTransaction>().Operations);
        return transaction;
    }

    public byte[] Encode()
    {
        var bytes = _operations.Sum(static operation =>
            (long)Encoding.UTF8.GetByteCount(operation.Prefix) + Encoding.UTF8.GetByteCount(operation.Key) + operation.Value.Length);
        return WireWriter.Encode(new StoreTransaction(_operations, (ulong)bytes, (ulong)_operations.Count));
    }

    public MonitorTransaction Put(string prefix, string key, byte[] value)
    {
        _operations.Add(new StoreOperation(StoreOperationKind.Put, prefix, key, value, ""));
        return this;
    }

    /// <summary>A number, as eight bytes.</summary>
    public MonitorTransaction Put(string prefix, string key, ulong value)
    {
        var writer = new WireWriter(capacity: sizeof(ulong));
        writer.WriteUInt64(value);
        return Put(prefix, key, writer.ToArray());
    }

    public MonitorTransaction Put(string prefix, ulong version, byte[] value) => Put(prefix, Version(version), value);

    public MonitorTransaction Erase(string prefix, string key)
    {
        _operations.Add(new StoreOperation(StoreOperationKind.Erase, prefix, key, [], ""));
        return this;
    }

    public MonitorTransaction Erase(string prefix, ulong version) => Erase(prefix, Version(version));

    /// <summary>From <paramref name="first"/> on, up to but without <paramref name="end"/>; to the last when that is empty.</summary>
    public MonitorTransaction EraseRange(string prefix, string first, string end)
    {
        _operations.Add(new StoreOperation(StoreOperationKind.EraseRange, prefix, first, [], end));
        return this;
    }

    public MonitorTransaction Append(IEnumerable<StoreOperation> operations)
    {
        _operations.AddRange(operations);
        return this;
    }

    /// <summary>A version as a key: Ceph writes it in decimal, without zeros before it.</summary>
    public static string Version(ulong version) => version.ToString(CultureInfo.InvariantCulture);
}
