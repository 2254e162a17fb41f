using System.Diagnostics.CodeAnalysis;
using System.Text;
using MgrPlatform.Consensus.Members;
using MgrPlatform.Consensus.Store;

namespace MgrPlatform.Simulation.Disk;

/// <summary>
/// An encoding of the simulator's own. What it encoded it remembers, for the same array comes back to it many times; other bytes are read
/// like any.
/// </summary>
public sealed class VirtualCodec : IQuorumCodec
{
    private const int Remembered = 4096;
    private readonly Dictionary<byte[], StoreTransaction> _known = new(ReferenceEqualityComparer.Instance);

    public byte[] EncodeNumber(ulong number)
    {
        var bytes = new byte[8];
        BitConverter.TryWriteBytes(bytes, number);
        return bytes;
    }

    public bool TryDecodeNumber(byte[] bytes, out ulong number)
    {
        number = bytes.Length == 8 ? BitConverter.ToUInt64(bytes) : 0;
        return bytes.Length == 8;
    }

    public byte[] Encode(StoreTransaction transaction)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(transaction.Operations.Count);
        foreach (var operation in transaction.Operations)
        {
            writer.Write((byte)operation.Kind);
            writer.Write(operation.Prefix);
            writer.Write(operation.Key);
            writer.Write(operation.EndKey);
            writer.Write(operation.Value.Length);
            writer.Write(operation.Value);
        }

        writer.Flush();
        var bytes = stream.ToArray();
        Remember(bytes, transaction);
        return bytes;
    }

    public bool TryDecode(byte[] bytes, out StoreTransaction transaction)
    {
        if (_known.TryGetValue(bytes, out var known))
        {
            transaction = known;
            return true;
        }

        transaction = StoreTransaction.Empty;
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes));
            var count = reader.ReadInt32();
            if (count < 0 || count > bytes.Length)
            {
                return false;
            }

            List<StoreOperation> operations = [];
            for (var index = 0; index < count; index++)
            {
                var kind = (StoreOperationKind)reader.ReadByte();
                var prefix = reader.ReadString();
                var key = reader.ReadString();
                var endKey = reader.ReadString();
                operations.Add(new StoreOperation(kind, prefix, key, reader.ReadBytes(reader.ReadInt32()), endKey));
            }

            transaction = new StoreTransaction(operations);
        }
        catch (Exception error) when (error is IOException or ArgumentException or FormatException)
        {
            return false; // Bytes that are none of ours.
        }

        Remember(bytes, transaction);
        return true;
    }

    public bool TryDecodeMap(byte[] bytes, [NotNullWhen(true)] out QuorumMap map)
    {
        var words = Encoding.UTF8.GetString(bytes).Split('|');
        if (words.Length != 2 || !uint.TryParse(words[0], out var epoch))
        {
            map = new QuorumMap(0, [], []);
            return false;
        }

        var members = words[1].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static member => member.Split('@'));
        map = new QuorumMap(epoch, [.. members.Select(static member => new QuorumMember(member[0], member[1]))], bytes);
        return true;
    }

    public static QuorumMap Map(uint epoch, IEnumerable<QuorumMember> members)
    {
        var list = members.ToList();
        var text = $"{epoch}|{string.Join(',', list.Select(static member => $"{member.Name}@{member.Address}"))}";
        return new QuorumMap(epoch, list, Encoding.UTF8.GetBytes(text));
    }

    private void Remember(byte[] bytes, StoreTransaction transaction)
    {
        if (_known.Count >= Remembered)
        {
            _known.Clear();
        }

        _known[bytes] = transaction;
    }
}
