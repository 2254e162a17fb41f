using System.Collections.Frozen;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Messages.Auth;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Messages.Fs;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Messages.Osd;
using MgrPlatform.Wire.Messages.Quorum;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages;

/// <summary>Every kind of message that we know, by its number.</summary>
public static class MessageCodec
{
    private static readonly FrozenDictionary<MessageType, Entry> Entries = FrozenDictionary.ToFrozenDictionary<MessageType, Entry>(
    [
        Of<MPing>(), Of<MStatfs>(), Of<MStatfsReply>(), Of<MGetPoolStats>(), Of<MGetPoolStatsReply>(),
        Of<MMonMap>(), Of<MMonGetMap>(), Of<MMonSubscribe>(), Of<MMonSubscribeAck>(), Of<MMonGetVersion>(), Of<MMonGetVersionReply>(),
        Of<MPoolOp>(), Of<MPoolOpReply>(), Of<MConfig>(), Of<MKVData>(), Of<MLog>(), Of<MLogAck>(),
        Of<MAuth>(), Of<MAuthReply>(),
        Of<MMonCommand>(), Of<MMonCommandAck>(), Of<MCommand>(), Of<MCommandReply>(), Of<MMgrCommand>(), Of<MMgrCommandReply>(),
        Of<MFSMap>(), Of<MFSMapUser>(), Of<MMDSMap>(), Of<MMDSBeacon>(),
        Of<MMgrMap>(), Of<MMgrBeacon>(), Of<MMgrDigest>(), Of<MMonMgrReport>(), Of<MServiceMap>(),
        Of<MMgrOpen>(), Of<MMgrConfigure>(), Of<MMgrReport>(), Of<MMgrClose>(), Of<MMgrUpdate>(), Of<MPGStats>(),
        Of<MOSDMap>(), Of<MOSDBoot>(), Of<MOSDAlive>(), Of<MMonGetOSDMap>(), Of<MOSDFailure>(), Of<MOSDBeacon>(), Of<MOSDMarkMeDown>(),
        Of<MOSDScrub2>(), Of<MOSDForceRecovery>(), Of<MOSDPGCreate2>(), Of<MOSDPGCreated>(),
        Of<MOSDFull>(), Of<MOSDPGTemp>(), Of<MOSDMarkMeDead>(),
        Of<MMonProbe>(), Of<MMonElection>(), Of<MMonPaxos>(), Of<MMonSync>(), Of<MMonJoin>(), Of<MMonPing>(), Of<MMonGlobalId>(),
        Of<MTimeCheck2>(), Of<MForward>(), Of<MRoute>(),
    ]);

    private delegate Message Decoder(ref WireReader front, ushort version);

    /// <summary>The kinds that are known, for those who want to list them.</summary>
    public static IReadOnlyCollection<MessageType> Known => Entries.Keys;

    /// <summary>The message in a frame's segments; an <see cref="UnknownMessage"/> if we do not know its kind.</summary>
    public static Message Decode(
        MessageHeader header, ReadOnlyMemory<byte> front, ReadOnlyMemory<byte> middle = default, ReadOnlyMemory<byte> data = default) =>
        Decode((MessageType)header.Type, header.Version, header.OldestReader, front, middle, data);

    /// <inheritdoc cref="Decode(MessageHeader, ReadOnlyMemory{byte}, ReadOnlyMemory{byte}, ReadOnlyMemory{byte})"/>
    public static Message Decode(
        MessageType type,
        ushort version,
        ushort oldestReader,
        ReadOnlyMemory<byte> front,
        ReadOnlyMemory<byte> middle = default,
        ReadOnlyMemory<byte> data = default)
    {
        if (!Entries.TryGetValue(type, out var entry))
        {
            return new UnknownMessage(new MessageKind(type, version, oldestReader), front, middle) { Data = data };
        }

        if (oldestReader > entry.Kind.Version)
        {
            throw new WireFormatException($"the message {type} needs a reader of version {oldestReader}, we are {entry.Kind.Version}", 0);
        }

        var reader = new WireReader(front.Span);
        return entry.Decode(ref reader, version) with { Data = data };
    }

    /// <summary>The front segment for a peer with these features.</summary>
    public static byte[] EncodeFront(Message message, Features features = Features.Default)
    {
        var writer = new WireWriter(features);
        message.EncodeFront(writer);
        return writer.ToArray();
    }

    private static KeyValuePair<MessageType, Entry> Of<T>()
        where T : Message, IMessage<T> =>
        new(T.KindOf.Type, new Entry(T.KindOf, static (ref front, version) => T.Decode(ref front, version)));

    private sealed record Entry(MessageKind Kind, Decoder Decode);
}
