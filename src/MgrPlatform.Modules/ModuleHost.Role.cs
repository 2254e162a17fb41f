using MgrPlatform.Modules.Lifecycle;

namespace MgrPlatform.Modules;

/// <summary>Standing by and being active: which modules run, which are kept warm.</summary>
public sealed partial class ModuleHost
{
    private readonly Lock _applying = new();
    private volatile bool _isStandby;

    /// <summary>
    /// For a manager that stands by: looks for plugins and loads the enabled ones whose manifest says <c>"standby": "warm"</c>. They may look
    /// at the cluster and change nothing, until <see cref="StartAsync"/> puts them in charge.
    /// </summary>
    public Task StandByAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _isStandby = true;
        Begin();
        return Task.CompletedTask;
    }

    /// <summary>Looks for plugins and starts the enabled ones; returns when they are on their way, see <see cref="WhenSettledAsync"/>.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _isStandby = false;
        if (_subscription is null)
        {
            Begin();
        }
        else
        {
            ApplyEnabled();
        }

        return Task.CompletedTask;
    }

    /// <summary>Completes when no module that is kept warm is still loading; tells how many are loaded.</summary>
    public async Task<int> WhenWarmAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (!_agents.Values.Any(agent => agent.State is (ModuleState.Discovered or ModuleState.Starting) && IsKeptWarm(agent)))
            {
                return _agents.Values.Count(static agent => agent.State == ModuleState.Warm);
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private bool IsKeptWarm(ModuleAgent agent) =>
        agent.Plugin is { Problem: null, Manifest.IsWarm: true } && _context.Backend.EnabledModules.Contains(agent.Name);

    private void Begin()
    {
        RemoveLeftovers();
        _subscription = _context.Backend.Subscribe(OnBackendEvent);
        Scan(isFirst: true);
        ApplyEnabled();
        _loop = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>Starts what the cluster wants and stops what it does not; each module alone.</summary>
    private void ApplyEnabled()
    {
        lock (_applying)
        {
            ApplyEnabledInTurn();
        }
    }

    private void ApplyEnabledInTurn()
    {
        var enabled = _context.Backend.EnabledModules;
        foreach (var name in enabled)
        {
            if (_context.Options.SkipsMissing && !_catalog.ContainsKey(name) && !_agents.ContainsKey(name))
            {
                if (_missing.Add(name))
                {
                    Log.PluginMissing(_context.Logger, name);
                }

                continue;
            }

            var agent = AgentFor(name);
            var isDown = agent.State is ModuleState.Discovered or ModuleState.Disabled or ModuleState.Draining;
            if (!_isStandby && (isDown || agent.IsStandby))
            {
                agent.Post(new ModuleInput.Enabled());
            }
            else if (_isStandby && isDown && IsKeptWarm(agent))
            {
                agent.Post(new ModuleInput.Warmed());
            }
        }

        foreach (var agent in _agents.Values.Where(agent => !enabled.Contains(agent.Name) && agent.State is not (ModuleState.Disabled or ModuleState.Draining)))
        {
            agent.Post(new ModuleInput.Disabled());
        }
    }
}
