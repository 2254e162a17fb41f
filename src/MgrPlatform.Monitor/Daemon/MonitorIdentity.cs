using MgrPlatform.Consensus.Members;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Daemon;

/// <summary>Which monitor this is.</summary>
/// <param name="Name">In the map; the map, not a configuration, says where it listens.</param>
/// <param name="Metadata">What <c>mon metadata</c> shows: version, host …</param>
public sealed record MonitorIdentity(Guid Fsid, string Name, EntityAddressVector Addresses, IReadOnlyDictionary<string, string> Metadata)
{
    internal QuorumIdentity ToQuorum() => new(
        Fsid,
        Name,
        Addresses.ToString(),
        new MemberTraits(
            (ulong)Features.Default, (ulong)(MonFeatures.AllOfPacific | MonFeatures.CephxAes256k), (byte)Release.Pacific, Metadata),
        []);
}
