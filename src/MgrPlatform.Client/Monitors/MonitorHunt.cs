using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Monitors;

/// <summary>
/// Looks for a monitor that lets us in: several at the same time, those of the best priority first, in an order left to chance. Who cannot
/// be reached is tried again after 0.1 s, then 0.2 s … 3.2 s; after a round's time those who are still silent are given up for others, and
/// the rounds grow longer.
/// </summary>
internal sealed class MonitorHunt
{
    // When one monitor has refused us the others are given so long to be of another opinion.
    private static readonly TimeSpan SecondOpinion = TimeSpan.FromSeconds(1);

    private readonly MonitorClientOptions _options;
    private readonly FillRandom _random;
    private readonly Dictionary<int, MonitorCandidate> _attempts = [];
    private List<MonitorCandidate> _candidates;
    private double _multiple = 1;
    private TimeSpan _roundEnd;
    private int _lastConnection;

    public MonitorHunt(MonitorClientOptions options, FillRandom random)
    {
        _options = options;
        _random = random;
        _candidates = [.. options.Seeds.Select(static seed => new MonitorCandidate("", seed, 0, 0))];
    }

    public bool IsOn { get; private set; }

    /// <summary>Why the last monitor refused us; null when none did in this round.</summary>
    public CloseReason? Refusal { get; private set; }

    /// <summary>Why an attempt failed last, for an operator who waits.</summary>
    public string LastFailure { get; private set; } = "no monitor has answered";

    public TimeSpan NextWake => !IsOn ? TimeSpan.MaxValue
        : _attempts.Count < _options.HuntParallel ? Min(_roundEnd, NextRetry())
        : _roundEnd;

    /// <param name="isAgain">We were connected before: monitors that are busy should not be overrun.</param>
    public void Begin(TimeSpan now, bool isAgain, ClientTickets? tickets, ICollection<MonitorClientEffect> effects)
    {
        IsOn = true;
        Refusal = null;
        if (isAgain)
        {
            _multiple = Math.Min(_multiple * _options.HuntBackoff, _options.HuntMaxMultiple);
        }

        NewRound(now);
        Fill(now, tickets, effects);
    }

    /// <summary>The longer a session lasts, the shorter the rounds after it.</summary>
    public void Calm() => _multiple = Math.Max(_multiple / _options.HuntBackoff, 1);

    /// <summary>The first that lets us in wins; the others are closed. Null for a connection that we have given up already.</summary>
    public MonitorCandidate? Win(int connection, ICollection<MonitorClientEffect> effects)
    {
        if (!_attempts.Remove(connection, out var winner))
        {
            return null;
        }

        End(effects);
        return winner;
    }

    public void End(ICollection<MonitorClientEffect> effects)
    {
        CloseAttempts(effects);
        IsOn = false;
    }

    /// <summary>An attempt has failed. True when all have refused us, so that there is no use in going on.</summary>
    public bool Fail(int connection, CloseReason reason, TimeSpan now, ClientTickets? tickets, ICollection<MonitorClientEffect> effects)
    {
        if (!_attempts.Remove(connection, out var candidate))
        {
            return false;
        }

        var address = candidate.Address.ToString();
        LastFailure = reason.Text.Contains(address, StringComparison.Ordinal) ? reason.Text : $"{address}: {reason.Text}";
        if (reason.Kind == CloseKind.AuthenticationRefused)
        {
            if (OtherMethod(candidate, reason.BadMethod) is { } method)
            {
                candidate.Method = method;
                Open(candidate, tickets, effects);
                return false;
            }

            Refusal = reason;
            _roundEnd = Min(_roundEnd, now + SecondOpinion);
        }

        candidate.Fail(now);
        if (Refusal is null)
        {
            Fill(now, tickets, effects);
        }

        return Refusal is not null && _attempts.Count == 0;
    }

    /// <summary>True when the round has ended with a refusal.</summary>
    public bool Pass(TimeSpan now, ClientTickets? tickets, ICollection<MonitorClientEffect> effects)
    {
        if (!IsOn)
        {
            return false;
        }

        if (_roundEnd <= now)
        {
            CloseAttempts(effects);
            if (Refusal is not null)
            {
                return true;
            }

            _multiple = Math.Min(_multiple * _options.HuntBackoff, _options.HuntMaxMultiple);
            NewRound(now);
        }

        Fill(now, tickets, effects);
        return false;
    }

    /// <summary>The monmap says where the monitors are. One without msgr2 addresses changes nothing.</summary>
    public void Use(MonMap map)
    {
        var known = _candidates;
        List<MonitorCandidate> next = [];
        foreach (var name in map.Ranks)
        {
            if (map.Monitors.TryGetValue(name, out var monitor) && monitor.Addresses.Msgr2 is { } address)
            {
                var candidate = new MonitorCandidate(name, address, monitor.Priority, monitor.Weight);
                if (known.Find(earlier => Equals(earlier.Address.EndPoint, address.EndPoint)) is { } earlier)
                {
                    candidate.TakeOver(earlier);
                }

                next.Add(candidate);
            }
        }

        _candidates = next.Count > 0 ? next : known;
    }

    /// <summary>A session that ended soon after it began counts as a failure, or we would come back at once without end.</summary>
    public void Punish(EntityAddress address, TimeSpan now) =>
        _candidates.Find(candidate => Equals(candidate.Address.EndPoint, address.EndPoint))?.Fail(now);

    public void Praise(EntityAddress address) =>
        _candidates.Find(candidate => Equals(candidate.Address.EndPoint, address.EndPoint))?.Succeed();

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private void NewRound(TimeSpan now)
    {
        _roundEnd = now + (_options.HuntInterval * _multiple);
        if (_candidates.TrueForAll(static candidate => candidate.WasTried))
        {
            _candidates.ForEach(static candidate => candidate.WasTried = false);
        }
    }

    private void Fill(TimeSpan now, ClientTickets? tickets, ICollection<MonitorClientEffect> effects)
    {
        while (_attempts.Count < _options.HuntParallel && Choose(now) is { } candidate)
        {
            candidate.WasTried = true;
            Open(candidate, tickets, effects);
        }
    }

    private void Open(MonitorCandidate candidate, ClientTickets? tickets, ICollection<MonitorClientEffect> effects)
    {
        var connection = ++_lastConnection;
        _attempts.Add(connection, candidate);
        effects.Add(new MonitorClientEffect.Open(connection, candidate.Address, candidate.Method ?? _options.Methods[0], tickets));
    }

    /// <summary>Those not tried in this round go first; then who has failed may be tried again when its time has come.</summary>
    private MonitorCandidate? Choose(TimeSpan now)
    {
        var free = _candidates.Where(candidate => candidate.RetryAt <= now && !_attempts.ContainsValue(candidate)).ToList();
        if (free.Exists(static candidate => !candidate.WasTried))
        {
            free.RemoveAll(static candidate => candidate.WasTried);
        }

        if (free.Count == 0)
        {
            return null;
        }

        var best = free.Min(static candidate => candidate.Priority);
        free.RemoveAll(candidate => candidate.Priority != best);
        var total = (ulong)free.Sum(static candidate => candidate.Weight);
        var pick = Challenge.Create(_random).Value % (total > 0 ? total : (ulong)free.Count);
        if (total == 0)
        {
            return free[(int)pick];
        }

        foreach (var candidate in free)
        {
            if (pick < candidate.Weight)
            {
                return candidate;
            }

            pick -= candidate.Weight;
        }

        return free[^1];
    }

    private TimeSpan NextRetry() =>
        _candidates.Where(candidate => !_attempts.ContainsValue(candidate))
            .Select(static candidate => candidate.RetryAt)
            .DefaultIfEmpty(TimeSpan.MaxValue)
            .Min();

    private AuthMethod? OtherMethod(MonitorCandidate candidate, AuthBadMethod? refusal) =>
        refusal is null || candidate.Method is not null
            ? null
            : _options.Methods.Where(method => method != _options.Methods[0] && refusal.AllowedMethods.Contains((uint)method))
                .Select(static method => (AuthMethod?)method)
                .FirstOrDefault();

    private void CloseAttempts(ICollection<MonitorClientEffect> effects)
    {
        foreach (var connection in _attempts.Keys)
        {
            effects.Add(new MonitorClientEffect.Close(connection));
        }

        _attempts.Clear();
    }
}
