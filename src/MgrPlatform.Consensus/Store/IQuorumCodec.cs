using MgrPlatform.Consensus.Members;

namespace MgrPlatform.Consensus.Store;

/// <summary>Bytes are the wire's business: the driver brings the encodings. None of these throws for bad bytes.</summary>
public interface IQuorumCodec
{
    /// <summary>A number as Ceph stores it: eight bytes, the lowest first.</summary>
    byte[] EncodeNumber(ulong number);

    bool TryDecodeNumber(byte[] bytes, out ulong number);

    byte[] Encode(StoreTransaction transaction);

    bool TryDecode(byte[] bytes, out StoreTransaction transaction);

    bool TryDecodeMap(byte[] bytes, out QuorumMap map);
}
