using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mon;

/// <summary>Says what maps and changes the sender wants from now on. A name that was subscribed to before is replaced.</summary>
public sealed record MMonSubscribe(IReadOnlyDictionary<string, Subscription> Wanted, string HostName) : Message, IMessage<MMonSubscribe>
{
    private const ushort HostNameVersion = 3;

    public static MessageKind KindOf => new(MessageType.MonSubscribe, HostNameVersion);

    public override MessageKind Kind => KindOf;

    public static MMonSubscribe Decode(ref WireReader front, ushort version)
    {
        var wanted = front.ReadMap(Codecs.String, Codecs.Of<Subscription>());
        var hostName = version >= HostNameVersion ? front.ReadString() : "";
        return new MMonSubscribe(wanted, hostName);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteMap(Wanted, Codecs.String, Codecs.Of<Subscription>());
        writer.WriteString(HostName);
    }
}
