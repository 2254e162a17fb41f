using System.Collections.Immutable;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Maps.Service;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Mgr;
using ModuleHealthCheck = MgrPlatform.Modules.Backend.HealthCheck;
using ModuleSeverity = MgrPlatform.Modules.Backend.HealthSeverity;
using WireHealthCheck = MgrPlatform.Wire.Maps.Health.HealthCheck;
using WireProgress = MgrPlatform.Wire.Maps.Health.ProgressEvent;
using WireSeverity = MgrPlatform.Wire.Maps.Health.HealthSeverity;

namespace MgrPlatform.Manager.Term;

/// <summary>
/// What the active manager tells the monitors every two seconds. A monitor aborts on a malformed one, so it is read again before it is
/// sent, and one that does not come out equal is not sent at all.
/// </summary>
internal static class ReportBuilder
{
    /// <param name="groupChecks">Of the placement groups.</param>
    /// <param name="digest">Proved by its own guard.</param>
    /// <param name="problem">Why it must not be sent; empty when it may.</param>
    public static MMonMgrReport Build(
        ulong gid,
        ImmutableSortedDictionary<string, ModuleHealthCheck> checks,
        IReadOnlyDictionary<string, WireHealthCheck> groupChecks,
        ServiceMap? services,
        IReadOnlyDictionary<string, WireProgress> progress,
        ReadOnlyMemory<byte> digest,
        out string problem)
    {
        var report = new MMonMgrReport
        {
            Gid = gid,
            HealthChecks = new HealthCheckMap(Merge(checks, groupChecks)),
            ServiceMap = services,
            ProgressEvents = progress,
            Data = digest,
        };
        problem = digest.IsEmpty ? "it has no digest" : Reread(report);
        return report;
    }

    private static SortedDictionary<string, WireHealthCheck> Merge(
        ImmutableSortedDictionary<string, ModuleHealthCheck> checks, IReadOnlyDictionary<string, WireHealthCheck> groupChecks)
    {
        var all = new SortedDictionary<string, WireHealthCheck>(StringComparer.Ordinal);
        foreach (var (code, check) in checks)
        {
            all[code] = Convert(check);
        }

        foreach (var (code, check) in groupChecks)
        {
            all[code] = check;
        }

        return all;
    }

    private static WireHealthCheck Convert(ModuleHealthCheck check) => new(
        check.Severity == ModuleSeverity.Error ? WireSeverity.Error : WireSeverity.Warning, check.Summary, check.Detail, check.Count);

    private static string Reread(MMonMgrReport report)
    {
        var front = MessageCodec.EncodeFront(report);
        try
        {
            var kind = MMonMgrReport.KindOf;
            var again = MessageCodec.Decode(kind.Type, kind.Version, kind.OldestReader, front);
            return MessageCodec.EncodeFront(again).AsSpan().SequenceEqual(front) ? "" : "what was read is not what was written";
        }
        catch (WireFormatException error)
        {
            return error.Message;
        }
    }
}
