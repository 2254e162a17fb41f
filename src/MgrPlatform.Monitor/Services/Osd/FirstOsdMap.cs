using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>The OSD map of a new cluster, as Ceph's monitors make it: no OSDs, no pools, one empty root and one rule.</summary>
internal static class FirstOsdMap
{
    private const int FirstEpoch = 1;
    private const int RootType = 11;
    private const int BucketSlots = 8;
    private const int DefaultRoot = -1;
    private const byte Replicated = 1;
    private const byte SmallestPool = 1;
    private const byte LargestPool = 10;

    private static readonly string[] Types =
        ["osd", "host", "chassis", "rack", "row", "pdu", "pod", "room", "datacenter", "zone", "region", "root"];

    public static OsdMap Make(Guid fsid, UTime now, OsdMapOptions options) => new(
        new OsdMapClientPart
        {
            Fsid = fsid,
            Epoch = FirstEpoch,
            Created = now,
            Modified = now,
            Flags = OsdMapFlags.SortBitwise | OsdMapFlags.RecoveryDeletes | OsdMapFlags.PurgedSnapDirs | OsdMapFlags.PgLogHardLimit,
            Crush = MakeCrush(options.ChooseLeafType),
            CrushVersion = 1,
            ErasureCodeProfiles = new SortedDictionary<string, OrderedDictionary<string, string>>(StringComparer.Ordinal)
            {
                ["default"] = new() { ["k"] = "2", ["m"] = "2", ["plugin"] = "jerasure", ["technique"] = "reed_sol_van" },
            },
        },
        new OsdMapDaemonPart
        {
            NearFullRatio = 0.85f,
            FullRatio = 0.95f,
            BackfillFullRatio = 0.90f,
            RequireMinCompatClient = Release.Luminous,
            RequireOsdRelease = options.RequireOsdRelease,
        },
        0);

    private static CrushMap MakeCrush(int chooseLeafType)
    {
        var types = new SortedDictionary<int, string>();
        for (var type = 0; type < Types.Length; type++)
        {
            types[type] = Types[type];
        }

        var buckets = new CrushBucket?[BucketSlots];
        buckets[0] = new CrushBucket(DefaultRoot, RootType, CrushAlgorithm.Straw2, 0, 0, [], [], []);
        var choose = chooseLeafType > 0 ? CrushOperation.ChooseLeafFirst : CrushOperation.ChooseFirst;
        return new CrushMap
        {
            Buckets = buckets,
            Rules =
            [
                new CrushRule(
                    0,
                    Replicated,
                    SmallestPool,
                    LargestPool,
                    [
                        new CrushStep(CrushOperation.Take, DefaultRoot, 0),
                        new CrushStep(choose, 0, chooseLeafType),
                        new CrushStep(CrushOperation.Emit, 0, 0),
                    ]),
            ],
            TypeNames = types,
            ItemNames = new SortedDictionary<int, string> { [DefaultRoot] = "default" },
            RuleNames = new SortedDictionary<int, string> { [0] = "replicated_rule" },
        };
    }
}
