namespace MgrPlatform.Consensus.Store;

/// <summary>
/// The member's store as the machines read it. Everything that a <see cref="QuorumEffect.Write"/> of an earlier step wrote is visible here,
/// whether it has reached the disk or not. Keys are ordered by their bytes.
/// </summary>
public interface IQuorumStore
{
    byte[]? Get(string prefix, string key);

    /// <summary>
    /// At most <paramref name="limit"/> keys of the prefix after <paramref name="after"/> (empty: from the first), in order.
    /// </summary>
    IReadOnlyList<KeyValuePair<string, byte[]>> Scan(string prefix, string after, int limit);
}
