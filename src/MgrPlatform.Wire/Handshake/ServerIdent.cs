using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Handshake;

/// <summary>The server accepts a new session; messages may follow at once.</summary>
/// <param name="GlobalSequence">Goes up with every connection of the server's process.</param>
/// <param name="Cookie">Names the server's end of the session; zero in a lossy one.</param>
public sealed record ServerIdent(
    EntityAddressVector Addresses,
    long GlobalId,
    ulong GlobalSequence,
    Features Supported,
    Features Required,
    IdentFlags Flags,
    ulong Cookie) : IFramePayload<ServerIdent>
{
    public static FrameTag Tag => FrameTag.ServerIdent;

    public static ServerIdent Decode(ref WireReader reader)
    {
        var addresses = reader.Read<EntityAddressVector>();
        var globalId = reader.ReadInt64();
        var globalSequence = reader.ReadUInt64();
        var supported = (Features)reader.ReadUInt64();
        var required = (Features)reader.ReadUInt64();
        var flags = (IdentFlags)reader.ReadUInt64();
        var cookie = reader.ReadUInt64();
        return new ServerIdent(addresses, globalId, globalSequence, supported, required, flags, cookie);
    }

    public void Encode(WireWriter writer)
    {
        writer.Write(Addresses);
        writer.WriteInt64(GlobalId);
        writer.WriteUInt64(GlobalSequence);
        writer.WriteUInt64((ulong)Supported);
        writer.WriteUInt64((ulong)Required);
        writer.WriteUInt64((ulong)Flags);
        writer.WriteUInt64(Cookie);
    }
}
