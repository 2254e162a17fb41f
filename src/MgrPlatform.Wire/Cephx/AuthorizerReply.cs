using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Cephx;

/// <summary>A service's last answer: it could read the authorizer, so it is the service.</summary>
/// <param name="NoncePlusOne">The authorizer's nonce plus one.</param>
/// <param name="Secret">Only for secure mode.</param>
public sealed record AuthorizerReply(ulong NoncePlusOne, ConnectionSecret? Secret) : IWireType<AuthorizerReply>
{
    private const byte VersionWithoutSecret = 1;
    private const byte VersionWithSecret = 2;

    public static AuthorizerReply Decode(ref WireReader reader)
    {
        var version = reader.ReadByte();
        var noncePlusOne = reader.ReadUInt64();
        var secret = version >= VersionWithSecret ? reader.Read<ConnectionSecret>() : null;
        return new AuthorizerReply(noncePlusOne, secret);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteByte(Secret is null ? VersionWithoutSecret : VersionWithSecret);
        writer.WriteUInt64(NoncePlusOne);
        if (Secret is not null)
        {
            writer.Write(Secret);
        }
    }
}
