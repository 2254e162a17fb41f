namespace MgrPlatform.Consensus.Members;

/// <summary>The monmap, as far as the quorum needs it. A member's place in the list is its rank.</summary>
/// <param name="Epoch">0 in a map that no quorum has committed.</param>
/// <param name="Encoded">The whole map, with all features.</param>
public sealed record QuorumMap(uint Epoch, IReadOnlyList<QuorumMember> Members, byte[] Encoded)
{
    /// <summary>No rank: not in the map.</summary>
    public const int NoRank = -1;

    public int Majority => (Members.Count / 2) + 1;

    public int RankOf(string address)
    {
        for (var rank = 0; rank < Members.Count; rank++)
        {
            if (Members[rank].Address == address)
            {
                return rank;
            }
        }

        return NoRank;
    }

    public int RankOfName(string name)
    {
        for (var rank = 0; rank < Members.Count; rank++)
        {
            if (Members[rank].Name == name)
            {
                return rank;
            }
        }

        return NoRank;
    }

    /// <summary>Whether both name the same members at the same addresses and ranks.</summary>
    public bool HasSameMembers(QuorumMap other) => Members.SequenceEqual(other.Members);
}
