namespace MgrPlatform.Consensus.Members;

/// <summary>
/// Who this member is. The name and the address are looked up in the monmap; either may find the rank before the other is known there.
/// </summary>
/// <param name="Commands">Opaque: the commands that this member answers as the leader; sent with its victory.</param>
public sealed record QuorumIdentity(Guid Fsid, string Name, string Address, MemberTraits Traits, byte[] Commands);
