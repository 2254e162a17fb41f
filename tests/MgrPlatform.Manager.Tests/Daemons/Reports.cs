using MgrPlatform.Manager.Daemons;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Tests.Daemons;

/// <summary>Messages as daemons send them.</summary>
internal static class Reports
{
    public const PerfCounterKind Counter = PerfCounterKind.Number | PerfCounterKind.Counter;
    public const PerfCounterKind Average = PerfCounterKind.Time | PerfCounterKind.Average;

    public static DaemonSession Session(EntityType type, string id, ulong gid = 4711) =>
        new(new DaemonPeer(new EntityName(type, id), gid, EntityAddress.None));

    public static DaemonSession Osd(int id) => Session(EntityType.Osd, $"{id}");

    public static MMgrOpen Open(string name, string service = "") => new(name, service, false, null, null, null, null);

    public static MMgrOpen OpenService(string name, string service, params (string Key, string Value)[] metadata) =>
        new(
            name,
            service,
            true,
            metadata.ToDictionary(static pair => pair.Key, static pair => pair.Value),
            new Dictionary<string, string>(),
            null,
            null);

    public static PerfCounterType Type(string path, PerfCounterKind kind = Counter) =>
        new(path, $"what {path} counts", "", kind, 5, PerfCounterUnit.None);

    public static MMgrReport Report(
        string name, IReadOnlyList<PerfCounterType> all, IReadOnlyList<PerfCounterType> declared, params ulong[] values) => new()
    {
        DaemonName = name,
        Declared = declared,
        Packed = PerfCounterSession.Pack(
            [.. all.OrderBy(static type => type.Path, StringComparer.Ordinal)],
            [.. values.Select(static value => new PerfCounterValue(value, value / 2, value / 2))]),
    };
}
