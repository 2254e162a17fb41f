using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Cephx;

/// <summary>The part of a ticket that only its holder can read.</summary>
/// <param name="Validity">For how long, from now.</param>
public sealed record Grant(CephxKey SessionKey, UTime Validity) : IWireType<Grant>
{
    private const byte Version = 1;

    public static Grant Decode(ref WireReader reader)
    {
        reader.ReadByte();
        var sessionKey = reader.Read<CephxKey>();
        var validity = reader.ReadUTime();
        return new Grant(sessionKey, validity);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteByte(Version);
        writer.Write(SessionKey);
        writer.WriteUTime(Validity);
    }
}
