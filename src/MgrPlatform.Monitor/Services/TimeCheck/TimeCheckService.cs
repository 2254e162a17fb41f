using MgrPlatform.Monitor.Daemon;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Messages.Quorum;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.TimeCheck;

/// <summary>
/// Whose clock is off. The leader asks every member of the quorum for its time, now and then; what it finds is for health and
/// <c>time-sync-status</c>, and nothing is stored: leases do not depend on the wall clock.
/// </summary>
public sealed class TimeCheckService(MonitorContext monitor) : PaxosService(monitor, "timecheck")
{
    private const double OldWeight = 0.8;

    private static readonly SortedDictionary<int, double> None = [];
    private readonly SortedDictionary<int, TimeSpan> _asked = [];
    private TimeSpan? _next;
    private int _skewedRounds;

    /// <summary>Seconds by rank; 0 for the leader. What a round trip cannot explain.</summary>
    public SortedDictionary<int, double> Skews { get; } = [];

    /// <summary>Seconds by rank, smoothed.</summary>
    public SortedDictionary<int, double> Latencies { get; } = [];

    /// <summary>Odd while a round is under way.</summary>
    public ulong Round { get; private set; }

    public uint Epoch { get; private set; }

    protected override bool IsStored => false;

    public override void OnActive()
    {
        Epoch = Monitor.ElectionEpoch;
        _next = Monitor.IsLeader && Monitor.Quorum.Count > 1 ? Monitor.Elapsed : null;
    }

    public override void OnRestart()
    {
        _next = null;
        _asked.Clear();
        Skews.Clear();
        Latencies.Clear();
        Round = 0;
        _skewedRounds = 0;
    }

    public override void Tick()
    {
        if (_next is not { } due || due > Monitor.Elapsed)
        {
            return;
        }

        Round += Round % 2 == 0 ? 1UL : 2UL;
        _asked.Clear();
        Skews[Monitor.Rank] = 0;
        Latencies[Monitor.Rank] = 0;
        foreach (var rank in Monitor.Quorum.Where(rank => rank != Monitor.Rank))
        {
            _asked[rank] = Monitor.Elapsed;
            Send(rank, TimeCheckOperation.Ping, UTime.Zero);
        }

        _next = Monitor.Elapsed + NextInterval();
    }

    internal void OnMessage(int from, MTimeCheck2 message)
    {
        if (message.Epoch != Monitor.ElectionEpoch || !Monitor.IsInQuorum)
        {
            return;
        }

        switch (message.Operation)
        {
            case TimeCheckOperation.Ping when from == Monitor.Leader:
                Send(from, TimeCheckOperation.Pong, Monitor.Now, message.Round);
                break;
            case TimeCheckOperation.Pong when Monitor.IsLeader && message.Round == Round && _asked.Remove(from, out var asked):
                OnPong(from, message.Timestamp, Monitor.Elapsed - asked);
                break;
            case TimeCheckOperation.Report when from == Monitor.Leader:
                OnReport(message);
                break;
        }
    }

    protected override void UpdateFromStore()
    {
    }

    protected override void CreatePending()
    {
    }

    protected override void EncodePending(MonitorTransaction transaction)
    {
    }

    private void OnPong(int from, UTime time, TimeSpan roundTrip)
    {
        var seconds = roundTrip.TotalSeconds;
        Latencies[from] = Latencies.TryGetValue(from, out var before) ? (before * OldWeight) + (seconds * (1 - OldWeight)) : seconds;
        var delta = Math.Abs((Monitor.Now.ToTimeSpan() - time.ToTimeSpan()).TotalSeconds);
        Skews[from] = Math.Max(0, delta - seconds);
        if (_asked.Count > 0)
        {
            return;
        }

        Round++;
        _skewedRounds = Skews.Values.Any(skew => skew > Monitor.Options.ClockDriftAllowed.TotalSeconds) ? _skewedRounds + 1 : 0;
        _next = Monitor.Elapsed + NextInterval();
        foreach (var rank in Monitor.Quorum.Where(rank => rank != Monitor.Rank))
        {
            Send(rank, TimeCheckOperation.Report, UTime.Zero);
        }
    }

    private void OnReport(MTimeCheck2 report)
    {
        Round = report.Round;
        Skews.Clear();
        Latencies.Clear();
        foreach (var (rank, skew) in report.Skews)
        {
            Skews[rank] = skew;
        }

        foreach (var (rank, latency) in report.Latencies)
        {
            Latencies[rank] = latency;
        }
    }

    private TimeSpan NextInterval()
    {
        if (_skewedRounds == 0)
        {
            return Monitor.Options.TimeCheckInterval;
        }

        var soon = Monitor.Options.TimeCheckSkewInterval * _skewedRounds;
        return soon < Monitor.Options.TimeCheckInterval ? soon : Monitor.Options.TimeCheckInterval;
    }

    private void Send(int rank, TimeCheckOperation operation, UTime time, ulong? round = null)
    {
        var isReport = operation == TimeCheckOperation.Report;
        Monitor.SendToMonitor(
            Monitor.MonMap.Ranks[rank],
            new MTimeCheck2(
                operation, Monitor.ElectionEpoch, round ?? Round, time,
                isReport ? new SortedDictionary<int, double>(Skews) : None,
                isReport ? new SortedDictionary<int, double>(Latencies) : None));
    }
}
