using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Auth;

/// <summary>Answers <see cref="MAuth"/>.</summary>
public sealed record MAuthReply(uint Protocol, int Result, ulong GlobalId, byte[] Payload, string Text) : Message, IMessage<MAuthReply>
{
    public static MessageKind KindOf => new(MessageType.AuthReply, 1);

    public override MessageKind Kind => KindOf;

    public static MAuthReply Decode(ref WireReader front, ushort version)
    {
        var protocol = front.ReadUInt32();
        var result = front.ReadInt32();
        var globalId = front.ReadUInt64();
        var payload = front.ReadBlob();
        var text = front.ReadString();
        return new MAuthReply(protocol, result, globalId, payload, text);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteUInt32(Protocol);
        writer.WriteInt32(Result);
        writer.WriteUInt64(GlobalId);
        writer.WriteBlob(Payload);
        writer.WriteString(Text);
    }
}
