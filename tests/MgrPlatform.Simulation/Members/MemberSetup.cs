using MgrPlatform.Consensus;
using MgrPlatform.Consensus.Members;
using MgrPlatform.Simulation.Bugs;
using MgrPlatform.Simulation.Disk;

namespace MgrPlatform.Simulation.Members;

/// <summary>What a member is made of.</summary>
public sealed record MemberSetup(
    QuorumIdentity Identity,
    QuorumOptions Options,
    VirtualStore Store,
    VirtualCodec Codec,
    MemberHost Host,
    PlantedBug Bug);
