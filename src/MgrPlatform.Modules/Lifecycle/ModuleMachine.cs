namespace MgrPlatform.Modules.Lifecycle;

/// <summary>
/// A module's life as a pure machine: what happens goes in, what to do comes out. It owns no process, timer or clock.
/// A reload starts the new run beside the old one, and switches only when the new one is ready; the new serve starts when the old run is gone,
/// so that both never hold one port.
/// </summary>
public sealed class ModuleMachine(RestartBudget budget)
{
    private readonly Queue<TimeSpan> _failures = new();
    private int _lastRun;
    private int? _candidate;   // Coming up.
    private int? _current;     // In charge.
    private readonly HashSet<int> _leaving = []; // Draining, or being killed: not gone yet.
    private int? _serving;     // The last run whose serve was started.
    private int _lastBackoff;
    private bool _reloadAgain; // A reload was asked for when none could begin.
    private bool _wanted;
    private bool _isHeld;      // Wanted on a standby: what is loaded takes no commands and does not serve.
    private bool _stopping;
    private string? _refusal;

    public ModuleState State { get; private set; } = ModuleState.Discovered;

    /// <summary>Why the module is where it is; empty when all is well.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Why the newest code on disk does not run while older code does; empty when it does.</summary>
    public string ReloadProblem { get; private set; } = "";

    /// <summary>Times that a failure ended a run, over the module's life.</summary>
    public int Restarts { get; private set; }

    public int? CurrentRun => _current;

    /// <summary>Wanted, and held back because the host stands by.</summary>
    public bool IsHeld => _isHeld;

    /// <summary>The newest run that was started; a reload that is asked for now gets a higher number.</summary>
    public int LastRun => _lastRun;

    public void Step(ModuleInput input, TimeSpan now, ICollection<ModuleEffect> effects)
    {
        switch (input)
        {
            case ModuleInput.Enabled when _isHeld:
                Release(effects);
                break;
            case ModuleInput.Enabled when !_stopping && !_wanted:
                _wanted = true;
                Begin(effects);
                break;
            case ModuleInput.Warmed when !_stopping && !_wanted:
                _wanted = _isHeld = true;
                Begin(effects);
                break;
            case ModuleInput.Disabled when _wanted || State == ModuleState.Discovered:
                _wanted = false;
                End(ModuleState.Disabled, effects);
                break;
            case ModuleInput.Stop when !_stopping:
                _stopping = true;
                _wanted = false;
                End(ModuleState.Stopped, effects);
                break;
            case ModuleInput.Refused refused:
                OnRefused(refused.Reason, effects);
                break;
            case ModuleInput.Reload:
                _refusal = null;
                OnReload(effects);
                break;
            case ModuleInput.RunReady ready when ready.Run == _candidate:
                OnReady(ready.Run, effects);
                break;
            case ModuleInput.RunUnable unable when unable.Run == _candidate:
                OnNotStarted(unable.Reason, ModuleState.Unsupported, now, effects);
                break;
            case ModuleInput.RunNotStarted failed when failed.Run == _candidate:
                OnNotStarted(failed.Reason, failed.IsPermanent ? ModuleState.Failed : ModuleState.Backoff, now, effects);
                break;
            case ModuleInput.RunFaulted faulted when faulted.Run == _current:
                OnFaulted(faulted, now, effects);
                break;
            case ModuleInput.RunEnded ended:
                OnEnded(ended, now, effects);
                break;
            case ModuleInput.BackoffElapsed elapsed when State == ModuleState.Backoff && elapsed.Number == _lastBackoff:
                Start(Reason, effects);
                break;
            default:
                break; // News of a run that is no more.
        }
    }

    private void Begin(ICollection<ModuleEffect> effects)
    {
        _failures.Clear();
        if (_refusal is { } refusal)
        {
            Become(ModuleState.Failed, refusal);
            effects.Add(new ModuleEffect.Withdraw(refusal));
        }
        else if (_leaving.Count == 0)
        {
            Start("", effects);
        }
        else
        {
            Become(ModuleState.Starting, "waits for its former run to end");
        }
    }

    /// <summary>The host is active now. What failed meanwhile is tried anew: then it was nobody's loss.</summary>
    private void Release(ICollection<ModuleEffect> effects)
    {
        _isHeld = false;
        if (_current is { } current)
        {
            TakeCharge(current, effects);
        }
        else if (_candidate is null)
        {
            Begin(effects);
        }
    }

    private void Start(string reason, ICollection<ModuleEffect> effects)
    {
        Become(ModuleState.Starting, reason);
        StartCandidate(effects);
    }

    private void StartCandidate(ICollection<ModuleEffect> effects)
    {
        _reloadAgain = false; // It loads what is on disk now.
        _candidate = ++_lastRun;
        effects.Add(new ModuleEffect.StartRun(_candidate.Value));
    }

    private void OnRefused(string reason, ICollection<ModuleEffect> effects)
    {
        _refusal = reason;
        _reloadAgain = false;
        effects.Add(new ModuleEffect.LoadFailed(ModuleEffect.LoadFailed.AnyRun, reason));
        if (_current is not null)
        {
            ReloadProblem = reason; // What runs is still what was trusted.
        }
        else if (_wanted && _candidate is null)
        {
            Become(ModuleState.Failed, reason);
            effects.Add(new ModuleEffect.Withdraw(reason));
        }
    }

    private void OnReload(ICollection<ModuleEffect> effects)
    {
        if (!_wanted)
        {
            var reason = _stopping ? "the manager is stopping" : "the module is disabled; enable it with 'mgr module enable'";
            effects.Add(new ModuleEffect.LoadFailed(ModuleEffect.LoadFailed.AnyRun, reason));
        }
        else if (_candidate is not null || _leaving.Count > 0)
        {
            _reloadAgain = true;
        }
        else if (_current is not null)
        {
            StartCandidate(effects);
        }
        else
        {
            Begin(effects);
        }
    }

    private void OnReady(int run, ICollection<ModuleEffect> effects)
    {
        var former = _current;
        _candidate = null;
        _current = run;
        ReloadProblem = "";
        if (former is { } old)
        {
            _leaving.Add(old);
        }

        if (_isHeld)
        {
            Become(ModuleState.Warm, "");
            effects.Add(new ModuleEffect.Hold(run));
        }
        else
        {
            TakeCharge(run, effects);
        }

        if (former is { } retired)
        {
            effects.Add(new ModuleEffect.Retire(retired));
        }

        effects.Add(new ModuleEffect.LoadDone(run));
        ReloadOnceMore(effects);
    }

    private void TakeCharge(int run, ICollection<ModuleEffect> effects)
    {
        Become(ModuleState.Running, "");
        effects.Add(new ModuleEffect.Switch(run));
        StartServe(effects);
    }

    /// <summary>What a former serve holds (a port, a lock) is free only when its run is gone.</summary>
    private void StartServe(ICollection<ModuleEffect> effects)
    {
        if (_current is { } current && !_isHeld && _leaving.Count == 0 && _serving != current)
        {
            _serving = current;
            effects.Add(new ModuleEffect.StartServe(current));
        }
    }

    private void OnNotStarted(string reason, ModuleState otherwise, TimeSpan now, ICollection<ModuleEffect> effects)
    {
        var run = _candidate!.Value;
        _candidate = null;
        effects.Add(new ModuleEffect.Kill(run, reason));
        effects.Add(new ModuleEffect.LoadFailed(run, reason));
        if (_current is not null)
        {
            ReloadProblem = reason;
        }
        else if (_reloadAgain)
        {
            Become(ModuleState.Starting, reason);
        }
        else if (otherwise == ModuleState.Backoff)
        {
            Fail(reason, now, effects);
        }
        else
        {
            Become(otherwise, reason);
            effects.Add(new ModuleEffect.Withdraw(reason));
        }

        ReloadOnceMore(effects);
    }

    private void OnFaulted(ModuleInput.RunFaulted faulted, TimeSpan now, ICollection<ModuleEffect> effects)
    {
        _current = null;
        _leaving.Add(faulted.Run);
        effects.Add(new ModuleEffect.Kill(faulted.Run, faulted.Reason));
        Fail(faulted.Reason, now, effects);
    }

    private void OnEnded(ModuleInput.RunEnded ended, TimeSpan now, ICollection<ModuleEffect> effects)
    {
        if (_leaving.Remove(ended.Run))
        {
            if (_leaving.Count == 0)
            {
                OnAllGone(effects);
            }
        }
        else if (ended.Run == _current)
        {
            _current = null;
            Fail(ended.Reason, now, effects);
        }
        else if (ended.Run == _candidate)
        {
            OnNotStarted(ended.Reason, ModuleState.Backoff, now, effects); // Its end overtook the news that it was ready.
        }
    }

    private void OnAllGone(ICollection<ModuleEffect> effects)
    {
        if (State == ModuleState.Draining)
        {
            Become(_stopping ? ModuleState.Stopped : ModuleState.Disabled, "");
        }
        else if (State == ModuleState.Starting && _candidate is null)
        {
            Start("", effects);
        }
        else
        {
            StartServe(effects);
            ReloadOnceMore(effects);
        }
    }

    private void ReloadOnceMore(ICollection<ModuleEffect> effects)
    {
        if (_reloadAgain && _candidate is null && _leaving.Count == 0)
        {
            OnReload(effects);
        }
    }

    private void Fail(string reason, TimeSpan now, ICollection<ModuleEffect> effects)
    {
        Restarts++;
        ReloadProblem = ""; // No older code runs any more.
        while (_failures.Count > 0 && now - _failures.Peek() > budget.Window)
        {
            _failures.Dequeue();
        }

        _failures.Enqueue(now);
        effects.Add(new ModuleEffect.Withdraw(reason));
        if (_candidate is not null)
        {
            Become(ModuleState.Starting, reason); // A reload is under way: it is the restart.
        }
        else if (_failures.Count > budget.Restarts)
        {
            Become(ModuleState.Failed, $"{reason}; {_failures.Count} failures in {budget.Window.TotalMinutes:0} minutes, so it stays down until it is changed or reloaded");
        }
        else
        {
            Become(ModuleState.Backoff, reason);
            effects.Add(new ModuleEffect.ArmBackoff(++_lastBackoff, budget.DelayAfter(_failures.Count)));
        }
    }

    private void End(ModuleState state, ICollection<ModuleEffect> effects)
    {
        var reason = _stopping ? "the manager is stopping" : "the module is disabled";
        _isHeld = false;
        if (_candidate is { } candidate)
        {
            _candidate = null;
            effects.Add(new ModuleEffect.Kill(candidate, "it is no longer wanted"));
            _reloadAgain = true; // Somebody may wait for it.
        }

        if (_reloadAgain)
        {
            _reloadAgain = false;
            effects.Add(new ModuleEffect.LoadFailed(ModuleEffect.LoadFailed.AnyRun, reason));
        }

        ReloadProblem = "";
        effects.Add(new ModuleEffect.Withdraw(reason));
        if (_current is { } current)
        {
            // Two would be draining: the older goes its way, this one need not be asked.
            effects.Add(_leaving.Count == 0 ? new ModuleEffect.Retire(current) : new ModuleEffect.Kill(current, "it is no longer wanted"));
            _leaving.Add(current);
            _current = null;
        }

        Become(_leaving.Count == 0 ? state : ModuleState.Draining, "");
    }

    private void Become(ModuleState state, string reason)
    {
        State = state;
        Reason = reason;
    }
}
