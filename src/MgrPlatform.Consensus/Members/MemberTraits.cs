using System.Collections.ObjectModel;

namespace MgrPlatform.Consensus.Members;

/// <summary>What a member says of itself in an election. The quorum's are the features that all have and the oldest release.</summary>
/// <param name="Features">Of the connection.</param>
/// <param name="MonFeatures">Of the monitor.</param>
/// <param name="Release">Ceph's number of it.</param>
public sealed record MemberTraits(ulong Features, ulong MonFeatures, byte Release, IReadOnlyDictionary<string, string> Metadata)
{
    public static readonly MemberTraits None = new(0, 0, 0, ReadOnlyDictionary<string, string>.Empty);
}
