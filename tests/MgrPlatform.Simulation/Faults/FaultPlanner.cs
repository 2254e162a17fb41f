using MgrPlatform.Consensus;
using MgrPlatform.Simulation.Members;
using MgrPlatform.Simulation.Scheduling;

namespace MgrPlatform.Simulation.Faults;

/// <summary>
/// Breaks things at random, and mends each after a while. What it breaks the quorum must survive: promises are kept whatever happens.
/// </summary>
public sealed class FaultPlanner(Cluster cluster, SimulationOptions options, Randomness random)
{
    private const int MostMembers = 5;
    private readonly List<Action> _mends = [];
    private readonly SortedDictionary<string, int> _kinds = new(StringComparer.Ordinal);
    private bool _isOver;

    public int Count { get; private set; }

    public IReadOnlyDictionary<string, int> Kinds => _kinds;

    public void Start() => ScheduleNext();

    /// <summary>Mends everything: from here on the quorum must be quick.</summary>
    public void HealAll()
    {
        _isOver = true;
        foreach (var mend in _mends.ToList())
        {
            mend();
        }

        _mends.Clear();
        foreach (var member in cluster.Members)
        {
            member.Disarm();
            member.Resume();
            member.Start();
        }
    }

    private void ScheduleNext() =>
        cluster.Events.After(random.Between(options.FaultInterval * 0.2, options.FaultInterval * 1.8), () =>
        {
            if (_isOver)
            {
                return;
            }

            var name = Inflict();
            if (name.Length > 0)
            {
                cluster.Trace($"*** {name}");
                Count++;
                _kinds[name] = _kinds.GetValueOrDefault(name) + 1;
                cluster.Events.Trace(11, Count, name.Length);
            }

            ScheduleNext();
        });

    /// <summary>The name of what was done; empty: it was not possible now.</summary>
    private string Inflict()
    {
        var victim = random.Chance(0.4) && cluster.Leader is { } leader ? leader : random.Pick(cluster.Members);
        return random.Below(23) switch
        {
            0 or 1 => Crash(victim),
            2 => CrashSeveral(),
            3 or 4 => CrashAtFailpoint(victim),
            5 or 6 => CrashInTheMiddle(victim),
            7 or 8 => Pause(victim),
            9 => Split(),
            10 => OneWay(victim),
            11 => Isolate(victim),
            12 => Bridge(),
            13 => ResetConnections(victim),
            14 => SlowDisk(victim),
            15 => FullDisk(victim),
            16 => LyingDisk(victim),
            17 => WipeStore(victim),
            18 => StopInGoodOrder(victim),
            19 => random.Chance(0.5) ? AddMember() : RemoveMember(),
            20 => Clocks(victim),
            21 => Clog(victim),
            _ => BadWeather(victim),
        };
    }

    private string Crash(MemberProcess victim)
    {
        victim.Crash();
        RestartLater(victim, TimeSpan.FromSeconds(8));
        return "crash";
    }

    private string CrashSeveral()
    {
        foreach (var member in cluster.Members.Where(_ => random.Chance(0.7)))
        {
            member.Crash();
            RestartLater(member, TimeSpan.FromSeconds(2));
        }

        return "power failure";
    }

    private string CrashAtFailpoint(MemberProcess victim)
    {
        var failpoints = Enum.GetValues<Failpoint>();
        victim.KillAt(failpoints[1 + random.Below(failpoints.Length - 1)]);
        if (random.Chance(0.3))
        {
            victim.Crash(); // So that it soon probes, or copies.
        }

        RestartLater(victim, TimeSpan.FromSeconds(5));
        AgainLater(victim, TimeSpan.FromSeconds(20));
        return "crash at a failpoint";
    }

    private string CrashInTheMiddle(MemberProcess victim)
    {
        victim.KillAfter(1 + random.Below(40));
        AgainLater(victim, TimeSpan.FromSeconds(6));
        return "crash between two effects";
    }

    private string Pause(MemberProcess victim)
    {
        victim.Pause();
        MendAfter(random.Skewed(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(4)), victim.Resume);
        return "pause";
    }

    private string Split()
    {
        var left = cluster.Members.Where(_ => random.Chance(0.5)).ToList();
        var right = cluster.Members.Except(left).ToList();
        Cut([.. left.SelectMany(one => right.SelectMany(other => new[] { (one, other), (other, one) }))]);
        return "partition";
    }

    private string OneWay(MemberProcess victim)
    {
        var others = cluster.Members.Where(member => member != victim && random.Chance(0.7)).ToList();
        var isDeaf = random.Chance(0.5);
        Cut([.. others.Select(other => isDeaf ? (other, victim) : (victim, other))]);
        return "one-way partition";
    }

    private string Isolate(MemberProcess victim)
    {
        Cut([.. cluster.Members.Where(member => member != victim).SelectMany(other => new[] { (victim, other), (other, victim) })]);
        return "isolation";
    }

    private string Bridge()
    {
        var bridge = random.Pick(cluster.Members);
        var left = cluster.Members.Where(member => member != bridge && random.Chance(0.5)).ToList();
        var right = cluster.Members.Where(member => member != bridge).Except(left).ToList();
        Cut([.. left.SelectMany(one => right.SelectMany(other => new[] { (one, other), (other, one) }))]);
        return "bridge partition";
    }

    private string ResetConnections(MemberProcess victim)
    {
        foreach (var other in cluster.Members.Where(member => member != victim && random.Chance(0.6)))
        {
            cluster.Network.Reset(victim, other);
        }

        return "reset";
    }

    private string SlowDisk(MemberProcess victim)
    {
        victim.DiskSlowness = random.Pick([10, 100, 1000]);
        MendAfter(random.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)), () => victim.DiskSlowness = 1);
        return "slow disk";
    }

    private string FullDisk(MemberProcess victim)
    {
        victim.IsDiskFull = true;
        MendAfter(random.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(6)), () =>
        {
            victim.IsDiskFull = false;
            victim.Start();
        });
        return "full disk";
    }

    private string LyingDisk(MemberProcess victim)
    {
        if (!MayLose(victim) || !victim.IsAlive)
        {
            return "";
        }

        victim.BeginLying();
        MendAfter(random.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)), () =>
        {
            if (random.Chance(0.7) && victim.IsDiskLying)
            {
                victim.Crash();
            }

            victim.EndLying();
            victim.Start();
        });
        return "lying disk";
    }

    private string WipeStore(MemberProcess victim)
    {
        if (!MayLose(victim))
        {
            return "";
        }

        victim.Crash();
        victim.Wipe();
        if (random.Chance(0.4))
        {
            victim.KillAt((Failpoint)(101 + random.Below(10)));
        }

        RestartLater(victim, TimeSpan.FromSeconds(3));
        AgainLater(victim, TimeSpan.FromSeconds(8));
        return "wiped store";
    }

    private string StopInGoodOrder(MemberProcess victim)
    {
        victim.Stop();
        RestartLater(victim, TimeSpan.FromSeconds(4));
        return "stop";
    }

    private string AddMember()
    {
        var names = cluster.NewestMap.Members.Count;
        if (names >= MostMembers || cluster.Leader is null)
        {
            return "";
        }

        var process = cluster.Members.FirstOrDefault(static member => member.IsRemoved);
        if (process is null)
        {
            if (cluster.Members.Count >= MostMembers + 2)
            {
                return "";
            }

            process = cluster.AddProcess();
        }

        process.BeginNew();
        process.Start();
        return "member added";
    }

    private string RemoveMember()
    {
        if (cluster.Leader is not { } leader || leader.Member!.View.Map is not { Members.Count: > 1 } map)
        {
            return "";
        }

        if (cluster.Members.Any(member => (member.IsWiped || member.IsDiskLying) && map.RankOf(member.Address) >= 0))
        {
            return ""; // An operator first brings back what was lost, or too few may be left who know everything.
        }

        var name = random.Pick(map.Members).Name;
        leader.Deliver(12, 0, life => life.Remove(name, leader.LocalTime));
        return "member removed";
    }

    /// <summary>What its peers and it send each other is held back, and then comes in order, from a time that is over.</summary>
    private string Clog(MemberProcess victim)
    {
        var until = random.Between(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(5));
        foreach (var other in cluster.Members.Where(member => member != victim && random.Chance(0.8)))
        {
            cluster.Network.Hold(victim, other, until);
            if (random.Chance(0.5))
            {
                cluster.Network.Hold(other, victim, until);
            }
        }

        return "clog";
    }

    private string Clocks(MemberProcess victim)
    {
        victim.SetWallClock(random.Between(TimeSpan.FromSeconds(-20), TimeSpan.FromSeconds(20)));
        victim.Drift(1 + ((random.Fraction() - 0.5) * 0.004));
        return "clock set, and drifting";
    }

    private string BadWeather(MemberProcess victim)
    {
        cluster.Network.Loss = random.Pick([0, 0.005, 0.03]);
        cluster.Network.Duplication = random.Pick([0, 0.01]);
        cluster.Network.Replay = random.Pick([0, 0.02]);
        victim.NetworkSlowness = random.Pick([1, 10, 40]);
        MendAfter(random.Between(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(12)), () =>
        {
            cluster.Network.Loss = 0;
            cluster.Network.Duplication = 0;
            cluster.Network.Replay = 0;
            victim.NetworkSlowness = 0.5;
        });
        return "loss and delay";
    }

    /// <summary>
    /// Whether its store may be lost: with those that lost theirs and are not back, the rest must be a majority, or nothing could be kept
    /// by anybody. A cluster that has not begun has nothing to lose, and nobody could tell the loss from a new member.
    /// </summary>
    private bool MayLose(MemberProcess victim)
    {
        var map = cluster.NewestMap;
        var lost = cluster.Members.Count(
            member => (member.IsWiped || member.IsDiskLying) && member != victim && map.RankOf(member.Address) >= 0);
        var joined = cluster.Members.Count(
            member => member.LastSeen > 0 && !member.IsWiped && map.RankOf(member.Address) >= 0 && member.IsAlive);
        return !victim.IsRemoved
            && lost + 1 <= (map.Members.Count - 1) / 2
            && joined == map.Members.Count - lost
            && map.RankOf(victim.Address) >= 0
            && cluster.Members.All(member => !member.IsAlive || member.Member!.View.Map.Epoch == map.Epoch);
    }

    private void Cut(IReadOnlyList<(MemberProcess From, MemberProcess To)> directions)
    {
        foreach (var (from, to) in directions)
        {
            cluster.Network.Block(from, to);
        }

        MendAfter(random.Between(TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(10)), () =>
        {
            foreach (var (from, to) in directions)
            {
                cluster.Network.Unblock(from, to);
            }
        });
    }

    private void RestartLater(MemberProcess member, TimeSpan most) =>
        MendAfter(random.Skewed(TimeSpan.FromMilliseconds(20), most), member.Start);

    /// <summary>It may die at any time from now on: see that it is up in the end.</summary>
    private void AgainLater(MemberProcess member, TimeSpan after) => MendAfter(after, () =>
    {
        member.Disarm();
        member.Start();
    });

    private void MendAfter(TimeSpan delay, Action mend)
    {
        var isDone = false;
        void Once()
        {
            if (!isDone)
            {
                isDone = true;
                mend();
            }
        }

        _mends.Add(Once);
        cluster.Events.After(delay, () =>
        {
            if (_mends.Remove(Once))
            {
                Once();
            }
        });
    }
}
