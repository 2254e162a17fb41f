using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Handshake;

/// <summary>A client opens a new session.</summary>
/// <param name="Target">The server's address, with its nonce: a server with another nonce closes.</param>
/// <param name="GlobalId">Not an identity: OSDs send their number, monitors their rank. The cephx ticket says who it is.</param>
/// <param name="GlobalSequence">Goes up with every connection attempt of the client's process.</param>
/// <param name="Cookie">Names the client's end of the session; zero in a lossy one.</param>
public sealed record ClientIdent(
    EntityAddressVector Addresses,
    EntityAddress Target,
    long GlobalId,
    ulong GlobalSequence,
    Features Supported,
    Features Required,
    IdentFlags Flags,
    ulong Cookie) : IFramePayload<ClientIdent>
{
    public static FrameTag Tag => FrameTag.ClientIdent;

    public static ClientIdent Decode(ref WireReader reader)
    {
        var addresses = reader.Read<EntityAddressVector>();
        var target = reader.Read<EntityAddress>();
        var globalId = reader.ReadInt64();
        var globalSequence = reader.ReadUInt64();
        var supported = (Features)reader.ReadUInt64();
        var required = (Features)reader.ReadUInt64();
        var flags = (IdentFlags)reader.ReadUInt64();
        var cookie = reader.ReadUInt64();
        return new ClientIdent(addresses, target, globalId, globalSequence, supported, required, flags, cookie);
    }

    public void Encode(WireWriter writer)
    {
        writer.Write(Addresses);
        writer.Write(Target);
        writer.WriteInt64(GlobalId);
        writer.WriteUInt64(GlobalSequence);
        writer.WriteUInt64((ulong)Supported);
        writer.WriteUInt64((ulong)Required);
        writer.WriteUInt64((ulong)Flags);
        writer.WriteUInt64(Cookie);
    }
}
