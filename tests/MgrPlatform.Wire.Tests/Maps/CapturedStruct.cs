using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps;
using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Maps.Fs;
using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Maps.Quorum;

namespace MgrPlatform.Wire.Tests.Maps;

/// <summary>A structure of the vectors that is not a message, and how to read and write it.</summary>
internal sealed record CapturedStruct(string Name, byte[] Bytes, WireRead<object> Decode, Func<object, byte[]> Encode)
{
    public static IReadOnlyList<CapturedStruct> All { get; } =
    [
        Of<MonMap>("MonMap"), Of<MonMap>("MonMap.ipv6"), Of<MonMap>("store.monmap.1"),
        Of<OsdMap>("OSDMap.full"), Of<OsdMap>("OSDMap.full.tier_bloom"),
        Of<CrushMap>("CrushMap"), Of<CrushMap>("CrushMap.uniform_list_tree_straw"),
        .. Vectors.Names("enc", "OSDMap.incremental.*.bin")
            .Select(static path => Of<OsdMapIncremental>(Path.GetFileNameWithoutExtension(path))),
        Of<OsdMapIncremental>("store.osdmap.inc"),
        Of<PgMapDigest>("PGMapDigest"),
        Of<FsMap>("FSMap.mirror_peer"), Of<FsMap>("store.mdsmap.10"),
        Of<HealthCheckMap>("store.health.health"), Of<HealthCheckMap>("store.health.leader"),
        Of<HealthCheckMap>("store.health.mgrstat"), Of<HealthCheckMap>("store.health.osdmap"),
        Of<StoreTransaction>("store.paxos.700"), Of<CompatSet>("store.monitor.fs"), Of<ConnectionTracker>("store.monitor.cs"),
    ];

    private static CapturedStruct Of<T>(string name)
        where T : class, IWireType<T> =>
        new(name, Vectors.Bytes($"enc/{name}.bin"), static (ref r) => r.Read<T>(), static value => WireWriter.Encode((T)value));
}
