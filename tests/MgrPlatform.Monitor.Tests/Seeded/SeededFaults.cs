namespace MgrPlatform.Monitor.Tests.Seeded;

/// <summary>Breaks something every few seconds, and mends it a little later.</summary>
internal sealed class SeededFaults(SeededCluster cluster, IReadOnlyList<SeededClient> clients)
{
    private readonly List<Action> _mends = [];
    private bool _isOver;

    public int Count { get; private set; }

    public void Start() => cluster.Events.After(cluster.Between(200, 4000), () =>
    {
        if (!_isOver)
        {
            Inflict();
            Count++;
            Start();
        }
    });

    public void End()
    {
        _isOver = true;
        foreach (var mend in _mends.ToList())
        {
            mend();
        }

        cluster.Monitors.ForEach(cluster.Start);
    }

    private void Inflict()
    {
        var victim = cluster.Chance(0.5) && cluster.Leader is { } leader
            ? leader
            : cluster.Monitors[cluster.Random.Next(cluster.Monitors.Count)];
        var others = cluster.Monitors.Where(other => other != victim).ToList();
        switch (cluster.Random.Next(8))
        {
            case 0 or 1:
                cluster.Kill(victim);
                MendAfter(cluster.Between(50, 6000), () => cluster.Start(victim));
                break;
            case 2:
                cluster.StandStill(victim, cluster.Between(50, 4000));
                break;
            case 3:
                Cut([.. others.SelectMany(other => new[] { (victim, other), (other, victim) })]);
                break;
            case 4:
                var deaf = others[cluster.Random.Next(others.Count)];
                Cut([cluster.Chance(0.5) ? (victim, deaf) : (deaf, victim)]);
                break;
            case 5:
                others.ForEach(other => cluster.Break(victim, other));
                break;
            default:
                foreach (var client in clients.Where(_ => cluster.Chance(0.6)))
                {
                    client.Break();
                }

                break;
        }
    }

    private void Cut(IReadOnlyList<(SeededMonitor From, SeededMonitor To)> ways)
    {
        foreach (var (from, to) in ways)
        {
            cluster.Block(from, to);
        }

        MendAfter(cluster.Between(100, 6000), () =>
        {
            foreach (var (from, to) in ways)
            {
                cluster.Unblock(from, to);
            }
        });
    }

    private void MendAfter(TimeSpan time, Action mend)
    {
        _mends.Add(Once);
        cluster.Events.After(time, Once);

        void Once()
        {
            if (_mends.Remove(Once))
            {
                mend();
            }
        }
    }
}
