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
        Of("store.health.quorum", Codecs.Map(Codecs.Int32, Codecs.Of<HealthCheckMap>())),
        Of("store.health.mutes", Codecs.Map(Codecs.String, Codecs.Of<HealthMute>())),
        Of("store.mgr_metadata.x", Metadata), Of("store.osd_metadata.0", Metadata),
        Of("store.mds_metadata.last", Codecs.Map(Codecs.UInt64, Metadata)), Of("store.monitor_store.lm", Codecs.Map(Codecs.Int32, Metadata)),
        Of("store.monitor.cf", Codecs.Uuid), Of("store.mon_config_key.h4", StoreValues.ConfigChanges),
        Of("store.mgrstat.last", StoreValues.Statistics), Of("store.logm.last", StoreValues.Log),
        Of("store.kv.13", Codecs.Map(Codecs.String, StoreValues.Optional)), Of("store.kv.14", Codecs.Map(Codecs.String, StoreValues.Optional)),
        Of("store.mds_health.14153", StoreValues.NoMdsHealth),
        Of("store.osdmap.lc", Codecs.UInt64), Of("store.mgr.lc", Codecs.UInt64), Of("store.config.last", Codecs.UInt64),
        Of("store.monitor.ee", Codecs.UInt64),
        Of<StoreTransaction>("store.paxos.700"), Of<CompatSet>("store.monitor.fs"), Of<ConnectionTracker>("store.monitor.cs"),
    ];

    private static Codec<OrderedDictionary<string, string>> Metadata => Codecs.Map(Codecs.String, Codecs.String);

    private static CapturedStruct Of<T>(string name, Codec<T> codec)
        where T : notnull =>
        new(name, Vectors.Bytes($"enc/{name}.bin"), (ref r) => codec.Read(ref r), value =>
        {
            var writer = new WireWriter();
            codec.Write(writer, (T)value);
            return writer.ToArray();
        });

    private static CapturedStruct Of<T>(string name)
        where T : class, IWireType<T> =>
        new(name, Vectors.Bytes($"enc/{name}.bin"), static (ref r) => r.Read<T>(), static value => WireWriter.Encode((T)value));
}
