using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Cephx;

/// <summary>The payload of the first AUTH_REQUEST to a monitor, for the methods none and cephx alike.</summary>
/// <param name="GlobalId">Zero the first time; a client that comes back asks for the one that it had.</param>
public sealed record MonitorLogin(EntityName Name, ulong GlobalId) : IWireType<MonitorLogin>
{
    /// <summary>Payloads from here to 19 are logins; from 1 to 9 they are authorizers.</summary>
    public const byte Mode = 10;

    public static int MinimumSize => 17;

    public static MonitorLogin Decode(ref WireReader reader)
    {
        var mode = reader.ReadByte();
        if (mode != Mode)
        {
            throw new WireFormatException($"a login of mode {mode}, known is {Mode}", reader.Position);
        }

        var name = reader.Read<EntityName>();
        var globalId = reader.ReadUInt64();
        return new MonitorLogin(name, globalId);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteByte(Mode);
        writer.Write(Name);
        writer.WriteUInt64(GlobalId);
    }
}
