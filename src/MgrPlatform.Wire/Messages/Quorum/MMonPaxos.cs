using System.Collections.ObjectModel;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Quorum;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages.Quorum;

/// <summary>Leader and peons agree on the next value.</summary>
public sealed record MMonPaxos : Message, IMessage<MMonPaxos>
{
    private const ushort FeatureMapVersion = 4;
    private const ushort OldestReaderVersion = 3;

    public static MessageKind KindOf => new(MessageType.MonPaxos, FeatureMapVersion, OldestReaderVersion);

    public override MessageKind Kind => KindOf;

    public uint Epoch { get; init; }

    public MonPaxosOperation Operation { get; init; }

    public ulong FirstCommitted { get; init; }

    public ulong LastCommitted { get; init; }

    public ulong PnFrom { get; init; }

    public ulong Pn { get; init; }

    public ulong UncommittedPn { get; init; }

    /// <summary>Up to when a lease holds.</summary>
    public UTime Lease { get; init; }

    public UTime Sent { get; init; }

    public ulong LatestVersion { get; init; }

    public byte[] LatestValue { get; init; } = [];

    /// <summary>By version a <see cref="StoreTransaction"/>, as its bytes.</summary>
    public IReadOnlyDictionary<ulong, byte[]> Values { get; init; } = ReadOnlyDictionary<ulong, byte[]>.Empty;

    public FeatureMap? FeatureMap { get; init; }

    public static MMonPaxos Decode(ref WireReader front, ushort version) => new()
    {
        Epoch = front.ReadUInt32(),
        Operation = (MonPaxosOperation)front.ReadInt32(),
        FirstCommitted = front.ReadUInt64(),
        LastCommitted = front.ReadUInt64(),
        PnFrom = front.ReadUInt64(),
        Pn = front.ReadUInt64(),
        UncommittedPn = front.ReadUInt64(),
        Lease = front.ReadUTime(),
        Sent = front.ReadUTime(),
        LatestVersion = front.ReadUInt64(),
        LatestValue = front.ReadBlob(),
        Values = front.ReadMap(Codecs.UInt64, Codecs.Blob),
        FeatureMap = version >= FeatureMapVersion ? front.ReadOptionalBlob(static (ref r) => r.Read<FeatureMap>()) : null,
    };

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteUInt32(Epoch);
        writer.WriteInt32((int)Operation);
        writer.WriteUInt64(FirstCommitted);
        writer.WriteUInt64(LastCommitted);
        writer.WriteUInt64(PnFrom);
        writer.WriteUInt64(Pn);
        writer.WriteUInt64(UncommittedPn);
        writer.WriteUTime(Lease);
        writer.WriteUTime(Sent);
        writer.WriteUInt64(LatestVersion);
        writer.WriteBlob(LatestValue);
        writer.WriteMap(Values, Codecs.UInt64, Codecs.Blob);
        writer.WriteOptionalBlob(FeatureMap, static (w, map) => map.Encode(w));
    }
}
