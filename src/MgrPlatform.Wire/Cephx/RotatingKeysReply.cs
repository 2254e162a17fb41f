using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Cephx;

/// <summary>A monitor's answer to a daemon that asked for its service's keys (a request is the type alone).</summary>
/// <param name="Status">Zero, or a negative errno without keys.</param>
/// <param name="SealedKeys"><see cref="RotatingKeys"/> under the daemon's own key.</param>
public sealed record RotatingKeysReply(int Status, byte[] SealedKeys) : IWireType<RotatingKeysReply>
{
    public static RotatingKeysReply Decode(ref WireReader reader)
    {
        var type = (RequestType)reader.ReadUInt16();
        if (type != RequestType.RotatingKeys)
        {
            throw new WireFormatException($"a cephx answer of type {(ushort)type:x} where rotating keys are due", reader.Position);
        }

        var status = reader.ReadInt32();
        var sealedKeys = reader.AtEnd ? [] : reader.ReadBlob();
        return new RotatingKeysReply(status, sealedKeys);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt16((ushort)RequestType.RotatingKeys);
        writer.WriteInt32(Status);
        if (SealedKeys.Length > 0)
        {
            writer.WriteBlob(SealedKeys);
        }
    }
}
