using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Cephx;

/// <summary>That the sender of an authorizer has the session key, and (second time) that it does so now.</summary>
/// <param name="Answer">The service's challenge plus one; null before it has sent one.</param>
public sealed record AuthorizerProof(ulong Nonce, ulong? Answer) : IWireType<AuthorizerProof>
{
    private const byte Version = 2;

    public static AuthorizerProof Decode(ref WireReader reader)
    {
        var version = reader.ReadByte();
        var nonce = reader.ReadUInt64();
        if (version < 2)
        {
            return new AuthorizerProof(nonce, null);
        }

        var hasAnswer = reader.ReadBool();
        var answer = reader.ReadUInt64();
        return new AuthorizerProof(nonce, hasAnswer ? answer : null);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteByte(Version);
        writer.WriteUInt64(Nonce);
        writer.WriteBool(Answer is not null);
        writer.WriteUInt64(Answer ?? 0);
    }
}
