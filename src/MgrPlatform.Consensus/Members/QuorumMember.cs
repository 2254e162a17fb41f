namespace MgrPlatform.Consensus.Members;

/// <summary>A member of the monmap.</summary>
/// <param name="Address">Any text that names the address alone; compared, never parsed.</param>
public sealed record QuorumMember(string Name, string Address);
