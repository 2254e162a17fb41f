using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Cephx;

/// <summary>
/// What a client says to a service in a cluster without authentication, where one with tickets shows an <see cref="Authorizer"/>.
/// </summary>
public sealed record NoneAuthorizer(EntityName Name, ulong GlobalId) : IWireType<NoneAuthorizer>
{
    /// <summary>The first byte, which tells it from a <see cref="MonitorLogin"/>.</summary>
    public const byte Version = 1;

    public static int MinimumSize => 17;

    public static NoneAuthorizer Decode(ref WireReader reader)
    {
        var version = reader.ReadByte();
        if (version != Version)
        {
            throw new WireFormatException($"an authorizer of version {version}, known is {Version}", reader.Position);
        }

        var name = reader.Read<EntityName>();
        var globalId = reader.ReadUInt64();
        return new NoneAuthorizer(name, globalId);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteByte(Version);
        writer.Write(Name);
        writer.WriteUInt64(GlobalId);
    }
}
