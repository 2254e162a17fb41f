using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Cephx;

/// <summary>Who a ticket's holder is and what it may do.</summary>
/// <param name="AllowAll">Unrestricted, whatever the caps say.</param>
/// <param name="Caps">Encoded; for daemons and clients a string such as <c>allow profile osd</c>, see <see cref="CapsText"/>.</param>
public sealed record AuthTicket(
    EntityName Name, ulong GlobalId, UTime Created, UTime Expires, bool AllowAll, byte[] Caps, uint Flags = 0) : IWireType<AuthTicket>
{
    private const byte Version = 2;
    private const byte CapsVersion = 1;
    private const ulong NoUserId = ulong.MaxValue; // A dead field.

    /// <summary>The caps as text; empty when there are none.</summary>
    public string CapsText
    {
        get
        {
            if (Caps.Length == 0)
            {
                return "";
            }

            var reader = new WireReader(Caps);
            return reader.ReadString();
        }
    }

    public static AuthTicket Decode(ref WireReader reader)
    {
        var version = reader.ReadByte();
        var name = reader.Read<EntityName>();
        var globalId = reader.ReadUInt64();
        reader.ReadUInt64();
        var created = reader.ReadUTime();
        var expires = reader.ReadUTime();
        reader.ReadByte();
        var allowAll = reader.ReadBool();
        var caps = reader.ReadBlob();
        var flags = version >= 2 ? reader.ReadUInt32() : 0;
        return new AuthTicket(name, globalId, created, expires, allowAll, caps, flags);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteByte(Version);
        writer.Write(Name);
        writer.WriteUInt64(GlobalId);
        writer.WriteUInt64(NoUserId);
        writer.WriteUTime(Created);
        writer.WriteUTime(Expires);
        writer.WriteByte(CapsVersion);
        writer.WriteBool(AllowAll);
        writer.WriteBlob(Caps);
        writer.WriteUInt32(Flags);
    }

    /// <summary>The form that <see cref="Caps"/> has for caps given as text.</summary>
    public static byte[] EncodeCaps(string text)
    {
        var writer = new WireWriter();
        writer.WriteString(text);
        return writer.ToArray();
    }
}
