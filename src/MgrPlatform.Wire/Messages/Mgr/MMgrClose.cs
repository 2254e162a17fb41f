using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>A daemon stops reporting; the manager sends the same message back.</summary>
public sealed record MMgrClose(string DaemonName, string ServiceName) : Message, IMessage<MMgrClose>
{
    public static MessageKind KindOf => new(MessageType.MgrClose, 1);

    public override MessageKind Kind => KindOf;

    public static MMgrClose Decode(ref WireReader front, ushort version)
    {
        var daemonName = front.ReadString();
        var serviceName = front.ReadString();
        return new MMgrClose(daemonName, serviceName);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteString(DaemonName);
        writer.WriteString(ServiceName);
    }
}
