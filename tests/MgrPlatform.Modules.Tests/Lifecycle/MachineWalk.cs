using MgrPlatform.Modules.Lifecycle;

namespace MgrPlatform.Modules.Tests.Lifecycle;

/// <summary>
/// A machine in a world of chance: what can happen to runs happens in any lawful order, news of the dead included, and after every step the
/// promises of the machine are checked. The same seed gives the same walk.
/// </summary>
internal sealed class MachineWalk
{
    private readonly Random _random;
    private readonly RestartBudget _budget = new();
    private readonly ModuleMachine _machine;
    private readonly SortedDictionary<int, Run> _runs = [];
    private readonly List<int> _waiters = [];
    private readonly List<int> _backoffs = [];
    private readonly List<string> _story = [];
    private TimeSpan _now;
    private int? _route;
    private bool _isStandby;
    private bool _wanted;
    private bool _stopped;
    private int _candidatesBefore;

    public MachineWalk(int seed)
    {
        _random = new Random(seed);
        _machine = new ModuleMachine(_budget);
    }

    private enum Phase
    {
        Starting,
        Up,
        Gone,
    }

    /// <summary>What was done and what came of it, for the failure message.</summary>
    public string Story => string.Join('\n', _story.TakeLast(40));

    public void Walk(int inputs)
    {
        for (var input = 0; input < inputs; input++)
        {
            Play(Choose(stopToo: input > inputs / 2));
        }

        Settle();
    }

    /// <summary>Lets everything that is under way come to its end, then nobody may be left waiting.</summary>
    private void Settle()
    {
        for (var step = 0; step < 100 && NextEnd() is { } input; step++)
        {
            Play(input);
        }

        Require(_waiters.Count == 0, $"reloads that wait for run {string.Join(", ", _waiters)} never get an answer");
        Require(NextEnd() is null, "it does not come to rest");
        Require(
            _machine.State is ModuleState.Running or ModuleState.Failed or ModuleState.Unsupported or ModuleState.Disabled or ModuleState.Stopped or ModuleState.Discovered
                or ModuleState.Warm,
            "at rest, and still on its way");
        Require(_machine.State != ModuleState.Running || _runs[_machine.CurrentRun!.Value].Served, "at rest, and its serve was never started");
        Require(_runs.Values.All(run => run.Phase == Phase.Gone || run.Number == _machine.CurrentRun), "a run was forgotten");
    }

    private ModuleInput? NextEnd()
    {
        foreach (var run in _runs.Values.Where(run => run.Phase != Phase.Gone))
        {
            if (run.Phase == Phase.Starting)
            {
                return new ModuleInput.RunReady(run.Number);
            }

            if (run.IsKilled || run.IsRetired)
            {
                return new ModuleInput.RunEnded(run.Number, "asked to");
            }
        }

        return _machine.State == ModuleState.Backoff && _backoffs.Count > 0 ? new ModuleInput.BackoffElapsed(_backoffs[^1]) : null;
    }

    private ModuleInput Choose(bool stopToo)
    {
        _now += TimeSpan.FromSeconds(_random.Next(0, 90));
        var starting = _runs.Values.Where(run => run.Phase == Phase.Starting).ToList();
        var up = _runs.Values.Where(run => run.Phase == Phase.Up).ToList();
        var stray = _random.Next(1, Math.Max(2, _machine.LastRun + 1));
        switch (_random.Next(25))
        {
            case 0 or 1:
                return new ModuleInput.Enabled();
            case 2:
                return _random.Next(2) == 0 ? new ModuleInput.Disabled() : new ModuleInput.Enabled();
            case 3 or 4 or 5:
                return new ModuleInput.Reload();
            case 6 when _random.Next(3) == 0:
                return new ModuleInput.Refused("it is not trusted");
            case 7 when stopToo && _random.Next(20) == 0:
                return new ModuleInput.Stop();
            case 8 when _backoffs.Count > 0:
                return new ModuleInput.BackoffElapsed(_backoffs[_random.Next(_backoffs.Count)]);
            case 9 or 10 when _backoffs.Count > 0:
                return new ModuleInput.BackoffElapsed(_backoffs[^1]);
            case 11 when starting.Count > 0:
                return new ModuleInput.RunUnable(Any(starting).Number, "it cannot run here");
            case 12 when starting.Count > 0:
                return new ModuleInput.RunNotStarted(Any(starting).Number, "it does not come up", IsPermanent: _random.Next(2) == 0);
            case 13 when starting.Count > 0:
                return new ModuleInput.RunEnded(Any(starting).Number, "it ended before it was heard of");
            case 14 when up.Count > 0:
                return new ModuleInput.RunFaulted(Any(up).Number, "its serve failed");
            case 15 or 16 when up.Count > 0:
                return new ModuleInput.RunEnded(Any(up).Number, "it crashed");
            case 17 when _runs.Values.FirstOrDefault(run => run.Phase == Phase.Gone && run.Number == stray) is { } gone:
                return _random.Next(2) == 0 ? new ModuleInput.RunReady(gone.Number) : new ModuleInput.RunFaulted(gone.Number, "late news");
            case 18:
                return new ModuleInput.Warmed();
            default:
                if (_runs.Values.FirstOrDefault(run => run.Phase == Phase.Up && (run.IsKilled || run.IsRetired)) is { } leaving && _random.Next(2) == 0)
                {
                    return new ModuleInput.RunEnded(leaving.Number, "asked to");
                }

                return starting.Count > 0 ? new ModuleInput.RunReady(Any(starting).Number) : new ModuleInput.Reload();
        }
    }

    private Run Any(List<Run> runs) => runs[_random.Next(runs.Count)];

    private void Play(ModuleInput input)
    {
        Prepare(input);
        List<ModuleEffect> effects = [];
        _machine.Step(input, _now, effects);
        _story.Add($"{input} at {_now.TotalSeconds:0} s -> {_machine.State}, run {_machine.CurrentRun}: {string.Join("; ", effects)}");
        foreach (var effect in effects)
        {
            Check(effect);
        }

        CheckState(input);
    }

    private void Prepare(ModuleInput input)
    {
        switch (input)
        {
            case ModuleInput.Enabled:
                (_wanted, _isStandby) = (!_stopped, false);
                break;
            case ModuleInput.Warmed:
                _isStandby |= !_wanted && !_stopped; // One that is in charge stays so.
                _wanted = !_stopped;
                break;
            case ModuleInput.Disabled:
                (_wanted, _isStandby) = (false, false);
                break;
            case ModuleInput.Stop:
                (_wanted, _isStandby, _stopped) = (false, false, true);
                break;
            case ModuleInput.Reload:
                _waiters.Add(_machine.LastRun + 1);
                break;
            case ModuleInput.RunReady ready when _runs[ready.Run].Phase == Phase.Starting:
                _runs[ready.Run].Phase = Phase.Up;
                break;
            case ModuleInput.RunUnable unable:
                _runs[unable.Run].Phase = Phase.Gone;
                break;
            case ModuleInput.RunNotStarted failed:
                _runs[failed.Run].Phase = Phase.Gone;
                break;
            case ModuleInput.RunEnded ended:
                _runs[ended.Run].Phase = Phase.Gone;
                break;
            default:
                break;
        }
    }

    private void Check(ModuleEffect effect)
    {
        switch (effect)
        {
            case ModuleEffect.StartRun start:
                Require(!_stopped && _wanted, "a run was started of a module that nobody wants");
                Require(_runs.TryAdd(start.Run, new Run(start.Run)), "a run's number was used twice");
                break;
            case ModuleEffect.Hold held:
                Require(_isStandby, "a run is held back of a module that should be in charge");
                Require(_runs[held.Run] is { Phase: Phase.Up, IsKilled: false, IsRetired: false }, "a run is held that is not ready");
                _runs[held.Run].WasInCharge = true;
                break;
            case ModuleEffect.Switch to:
                Require(!_isStandby, "commands go to a module that is held back");
                Require(_runs[to.Run] is { Phase: Phase.Up, IsKilled: false, IsRetired: false }, "commands go to a run that is not ready");
                _route = to.Run;
                _runs[to.Run].WasInCharge = true;
                break;
            case ModuleEffect.Withdraw:
                _route = null;
                break;
            case ModuleEffect.StartServe serve:
                Require(serve.Run == _machine.CurrentRun, "a serve was started of a run that is not in charge");
                Require(!_isStandby, "a serve was started of a module that is held back");
                Require(!_runs[serve.Run].Served, "a serve was started twice");
                Require(
                    _runs.Values.All(run => run.Number == serve.Run || run.Phase == Phase.Gone || !run.WasInCharge),
                    "a serve was started while a former run is alive");
                _runs[serve.Run].Served = true;
                break;
            case ModuleEffect.Retire retire:
                Require(_runs[retire.Run] is { WasInCharge: true, IsRetired: false, IsKilled: false }, "a run was retired that was not in charge");
                _runs[retire.Run].IsRetired = true;
                break;
            case ModuleEffect.Kill kill:
                _runs[kill.Run].IsKilled = true;
                break;
            case ModuleEffect.ArmBackoff backoff:
                Require(
                    Enumerable.Range(1, _budget.Restarts).Any(failures => _budget.DelayAfter(failures) == backoff.Delay),
                    "a delay that the budget does not give");
                _backoffs.Add(backoff.Number);
                break;
            case ModuleEffect.LoadDone done:
                Require(done.Run == _machine.CurrentRun, "a load was told that is not in charge");
                _waiters.RemoveAll(waiter => waiter <= done.Run);
                break;
            case ModuleEffect.LoadFailed failed:
                _waiters.RemoveAll(waiter => waiter <= failed.Run);
                break;
            default:
                break;
        }
    }

    private void CheckState(ModuleInput input)
    {
        var candidates = _runs.Values.Count(run => run.Phase == Phase.Starting && !run.IsKilled);
        Require(_route == (_isStandby ? null : _machine.CurrentRun), $"commands go to {_route}, but {_machine.CurrentRun} is in charge");
        Require(_machine.IsHeld == _isStandby, "it does not know whether it is held back");
        Require(_machine.CurrentRun is not { } current || _runs[current].Phase == Phase.Up, "a run that is gone is in charge");
        Require(candidates <= 1, "two runs are coming up");
        Require(
            _machine.State == (_isStandby ? ModuleState.Warm : ModuleState.Running) == (_machine.CurrentRun is not null),
            "running and in charge are not the same");
        Require(_wanted || (candidates == 0 && _machine.CurrentRun is null), "nobody wants the module, and it runs or comes up");
        Require(_machine.State != ModuleState.Backoff || candidates == 0, "it backs off and comes up at once");
        Require(input is not ModuleInput.BackoffElapsed elapsed || elapsed.Number == _backoffs[^1] || candidates == _candidatesBefore, "an old timer started a run");
        _candidatesBefore = candidates;
    }

    private static void Require(bool holds, string broken)
    {
        if (!holds)
        {
            throw new InvalidOperationException(broken);
        }
    }

    private sealed class Run(int number)
    {
        public int Number { get; } = number;

        public Phase Phase { get; set; }

        public bool WasInCharge { get; set; }

        public bool IsRetired { get; set; }

        public bool IsKilled { get; set; }

        public bool Served { get; set; }
    }
}
