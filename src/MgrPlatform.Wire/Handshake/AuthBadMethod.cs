using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Wire.Handshake;

/// <summary>A server's refusal, with what it would accept. The client may try again on the same connection.</summary>
/// <param name="Result">A negative errno: -95 for the method, -13 for a wrong key and for a key of a type that is not allowed.</param>
public sealed record AuthBadMethod(AuthMethod Method, int Result, IReadOnlyList<uint> AllowedMethods, IReadOnlyList<uint> AllowedModes)
    : IFramePayload<AuthBadMethod>
{
    public static FrameTag Tag => FrameTag.AuthBadMethod;

    public static AuthBadMethod Decode(ref WireReader reader)
    {
        var method = (AuthMethod)reader.ReadUInt32();
        var result = reader.ReadInt32();
        var allowedMethods = reader.ReadList(Codecs.UInt32);
        var allowedModes = reader.ReadList(Codecs.UInt32);
        return new AuthBadMethod(method, result, allowedMethods, allowedModes);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt32((uint)Method);
        writer.WriteInt32(Result);
        writer.WriteList(AllowedMethods, Codecs.UInt32);
        writer.WriteList(AllowedModes, Codecs.UInt32);
    }
}
