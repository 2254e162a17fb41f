using System.Collections.Immutable;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Lifecycle;
using MgrPlatform.Modules.Services;

namespace MgrPlatform.Modules;

/// <summary>
/// Names in the cluster's health every module that fails, was restarted, could not be reloaded, or is over a limit, with the reason.
/// A module that cannot run on this machine is no fault of the cluster: <c>module ls</c> shows it.
/// </summary>
internal sealed class HostHealth(HostContext context)
{
    private static readonly TimeSpan RecentRestart = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RecentLoss = TimeSpan.FromMinutes(1);
    private const int MostLeaks = 100;

    private readonly Lock _lock = new();
    private readonly Queue<string> _leaks = new();
    private readonly Dictionary<string, (long Dropped, TimeSpan At)> _losses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Restarts, TimeSpan At)> _restarts = new(StringComparer.Ordinal);
    private ImmutableSortedDictionary<string, HealthCheck> _published = ImmutableSortedDictionary<string, HealthCheck>.Empty;
    private bool _changed = true;

    public void MarkChanged() => Volatile.Write(ref _changed, true);

    /// <summary>Reports a load context that did not go away.</summary>
    public void AddLeak(string leak)
    {
        lock (_lock)
        {
            _leaks.Enqueue(leak);
            if (_leaks.Count > MostLeaks)
            {
                _leaks.Dequeue();
            }
        }
    }

    /// <summary>Tells the cluster when the checks differ from those it knows; called by the host's loop.</summary>
    public void Publish(ICollection<ModuleAgent> agents)
    {
        var checks = Build([.. agents.OrderBy(agent => agent.Name, StringComparer.Ordinal)]);
        if (!Same(checks, _published))
        {
            _published = checks;
            context.Backend.SetHealthChecks("", checks);
        }

        if (Volatile.Read(ref _changed))
        {
            Report(agents);
        }
    }

    /// <summary>Tells the cluster what modules there are, with their options and commands.</summary>
    public void Report(IEnumerable<ModuleAgent> agents)
    {
        Volatile.Write(ref _changed, false);
        context.Backend.ReportModules([.. agents.Select(Describe)]);
    }

    private static ModuleReport Describe(ModuleAgent agent)
    {
        var status = agent.Status();
        return new ModuleReport(
            agent.Name,
            status.State is not ModuleState.Unsupported && agent.Plugin is { Problem: null },
            status.State is ModuleState.Unsupported or ModuleState.Failed ? status.Reason : agent.Plugin?.Problem ?? "",
            status.Options,
            status.Commands);
    }

    private static bool Same(ImmutableSortedDictionary<string, HealthCheck> one, ImmutableSortedDictionary<string, HealthCheck> other) =>
        one.Count == other.Count && one.All(check => other.TryGetValue(check.Key, out var known)
            && known.Summary == check.Value.Summary && known.Detail.SequenceEqual(check.Value.Detail));

    private ImmutableSortedDictionary<string, HealthCheck> Build(IReadOnlyList<ModuleAgent> agents)
    {
        var checks = ImmutableSortedDictionary.CreateBuilder<string, HealthCheck>(StringComparer.Ordinal);
        var states = agents.Select(agent => (agent.Name, Status: agent.Status())).ToList();
        Add(checks, "MGR_MODULE_ERROR", HealthSeverity.Error, "have failed", states
            .Where(module => module.Status.State == ModuleState.Failed)
            .Select(module => (module.Name, $"Module '{module.Name}' has failed: {module.Status.Reason}")));
        Add(checks, "MGR_MODULE_RESTARTED", HealthSeverity.Warning, "were restarted", states
            .Where(module => module.Status.State is not (ModuleState.Failed or ModuleState.Disabled) && WasRestarted(module.Name, module.Status))
            .Select(module => (module.Name, $"Module '{module.Name}' was ended and restarted ({module.Status.Restarts} times in all): {module.Status.LastError}")));
        Add(checks, "MGR_MODULE_RELOAD", HealthSeverity.Warning, "have new code that does not load", states
            .Where(module => module.Status.ReloadProblem.Length > 0)
            .Select(module => (module.Name, $"Module '{module.Name}' runs its old code, because the new does not load: {module.Status.ReloadProblem}")));
        Add(checks, "MGR_MODULE_LIMIT", HealthSeverity.Warning, "are over a limit", agents.SelectMany(OverLimits));
        lock (_lock)
        {
            Add(checks, "MGR_MODULE_LEAK", HealthSeverity.Warning, "could not be unloaded", _leaks.Select(leak => ("", leak)));
        }

        return checks.ToImmutable();
    }

    private static void Add(
        ImmutableSortedDictionary<string, HealthCheck>.Builder checks, string code, HealthSeverity severity, string what, IEnumerable<(string Module, string Text)> found)
    {
        var lines = found.ToList();
        if (lines.Count > 0)
        {
            // As Ceph does: one is told in the summary, several are counted there and told in the detail.
            var summary = lines.Count == 1 ? lines[0].Text : $"{lines.Count} mgr modules {what}";
            checks[code] = new HealthCheck(severity, summary, lines.Count, [.. lines.Select(line => line.Text)]);
        }
    }

    private bool WasRestarted(string module, ModuleStatus status)
    {
        var known = _restarts.GetValueOrDefault(module);
        if (status.Restarts != known.Restarts)
        {
            known = (status.Restarts, context.Clock());
            _restarts[module] = known;
        }

        return known.Restarts > 0 && context.Clock() - known.At < RecentRestart;
    }

    private IEnumerable<(string Module, string Text)> OverLimits(ModuleAgent agent)
    {
        if (agent.Account.BusySince is { } since && context.Clock() - since > context.Options.BusyPatience)
        {
            yield return (agent.Name, $"Module '{agent.Name}' computes without a pause, for more than {context.Options.BusyPatience.TotalSeconds:0} s now (an endless loop?)");
        }

        if (IsLosing(agent))
        {
            yield return (agent.Name, $"Module '{agent.Name}' writes more log than it may; lines are being dropped ('module ls' counts them)");
        }

        if (agent.Current?.Notifications.Oldest() is { } oldest && oldest.Since > context.Options.NotificationPatience)
        {
            yield return (agent.Name, $"Module '{agent.Name}' has not finished with a notification ({oldest.Type}) for more than {context.Options.NotificationPatience.TotalSeconds:0} s");
        }
    }

    private bool IsLosing(ModuleAgent agent)
    {
        var dropped = agent.Log.Dropped;
        var known = _losses.GetValueOrDefault(agent.Name);
        if (dropped != known.Dropped)
        {
            known = (dropped, context.Clock());
            _losses[agent.Name] = known;
        }

        return known.Dropped > 0 && context.Clock() - known.At < RecentLoss;
    }
}
