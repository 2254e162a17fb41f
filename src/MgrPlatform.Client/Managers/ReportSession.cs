using MgrPlatform.Wire.Messages.Mgr;

namespace MgrPlatform.Client.Managers;

/// <summary>
/// A daemon's reports in one session with a manager: each counter is declared once, then only its values travel; one that is not wanted any
/// more, or does not exist any more, is undeclared.
/// </summary>
public sealed class ReportSession
{
    private readonly SortedDictionary<string, PerfCounterType> _declared = new(StringComparer.Ordinal);

    /// <param name="threshold">Only counters of this priority or a higher one.</param>
    public MMgrReport Next(DaemonReport report, uint threshold, string daemonName, string serviceName)
    {
        var wanted = new SortedDictionary<string, (PerfCounterType Type, PerfCounterValue Value)>(StringComparer.Ordinal);
        foreach (var counter in report.Counters)
        {
            if (counter.Type.Priority >= threshold)
            {
                wanted[counter.Type.Path] = counter;
            }
        }

        string[] undeclared = [.. _declared.Keys.Where(path => !wanted.ContainsKey(path))];
        foreach (var path in undeclared)
        {
            _declared.Remove(path);
        }

        PerfCounterType[] declared = [.. wanted.Values
            .Select(static counter => counter.Type)
            .Where(type => _declared.TryAdd(type.Path, type))];
        return new MMgrReport
        {
            DaemonName = daemonName,
            ServiceName = serviceName,
            Declared = declared,
            Undeclared = undeclared,
            Packed = PerfCounterSession.Pack(
                [.. wanted.Values.Select(static counter => counter.Type)], [.. wanted.Values.Select(static counter => counter.Value)]),
            DaemonStatus = report.Status,
            TaskStatus = report.TaskStatus,
            HealthMetrics = report.HealthMetrics,
            OsdMetrics = report.OsdMetrics,
            Metrics = report.Metrics,
        };
    }
}
