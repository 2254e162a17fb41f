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
    private const int Attempts = 30;
    private const string Armed = "armed for a crash at a failpoint";
    private readonly List<Action> _mends = [];
    private readonly SortedDictionary<string, int> _kinds = new(StringComparer.Ordinal);
    private bool _isOver;
    private int _count;

    /// <summary>Faults that changed something; a crash at a failpoint only if it came there.</summary>
    public int Count => _count + cluster.Members.Sum(static member => member.CrashesAtFailpoints);

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
            for (var attempt = 1; options.AreFaultsAimed && name.Length == 0 && attempt < Attempts; attempt++)
            {
                name = Inflict();
            }

            Note(name);
            ScheduleNext();
        });

    private void Note(string name)
    {
        if (name.Length == 0)
        {
            return;
        }

        cluster.Trace($"*** {name}");
        _count += name == Armed ? 0 : 1;
        _kinds[name] = _kinds.GetValueOrDefault(name) + 1;
        cluster.Events.Trace(11, _count, name.Length);
    }

    /// <summary>The name of what was done; empty: it was not possible now, or changed nothing.</summary>
    private string Inflict()
    {
        var victim = random.Chance(0.4) && cluster.Leader is { } leader ? leader : random.Pick(cluster.Members);
        return random.Below(options.AreFaultsAimed ? 24 : 23) switch
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
            22 => BadWeather(victim),
            _ => LoseAVoter(),
        };
    }

    private string Crash(MemberProcess victim)
    {
        var wasAlive = victim.IsAlive;
        victim.Crash();
        RestartLater(victim, TimeSpan.FromSeconds(8));
        return wasAlive ? "crash" : "";
    }

    private string CrashSeveral()
    {
        var crashed = 0;
        foreach (var member in cluster.Members.Where(_ => random.Chance(0.7)))
        {
            crashed += member.IsAlive ? 1 : 0;
            member.Crash();
            RestartLater(member, TimeSpan.FromSeconds(2));
        }

        return crashed > 0 ? "power failure" : "";
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
        return Armed;
    }

    private string CrashInTheMiddle(MemberProcess victim)
    {
        victim.KillAfter(1 + random.Below(40));
        AgainLater(victim, TimeSpan.FromSeconds(6));
        return "crash between two effects";
    }

    private string Pause(MemberProcess victim)
    {
        var wasRunning = victim.IsRunning;
        victim.Pause();
        MendAfter(random.Skewed(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(4)), victim.Resume);
        return wasRunning ? "pause" : "";
    }

    private string Split()
    {
        var left = cluster.Members.Where(_ => random.Chance(0.5)).ToList();
        var right = cluster.Members.Except(left).ToList();
        return Cut("partition", [.. left.SelectMany(one => right.SelectMany(other => new[] { (one, other), (other, one) }))]);
    }

    private string OneWay(MemberProcess victim)
    {
        var others = cluster.Members.Where(member => member != victim && random.Chance(0.7)).ToList();
        var isDeaf = random.Chance(0.5);
        return Cut("one-way partition", [.. others.Select(other => isDeaf ? (other, victim) : (victim, other))]);
    }

    private string Isolate(MemberProcess victim)
    {
        var others = cluster.Members.Where(member => member != victim);
        return Cut("isolation", [.. others.SelectMany(other => new[] { (victim, other), (other, victim) })]);
    }

    private string Bridge()
    {
        var bridge = random.Pick(cluster.Members);
        var left = cluster.Members.Where(member => member != bridge && random.Chance(0.5)).ToList();
        var right = cluster.Members.Where(member => member != bridge).Except(left).ToList();
        return Cut("bridge partition", [.. left.SelectMany(one => right.SelectMany(other => new[] { (one, other), (other, one) }))]);
    }

    private string ResetConnections(MemberProcess victim)
    {
        var resets = 0;
        foreach (var other in cluster.Members.Where(member => member != victim && random.Chance(0.6)))
        {
            cluster.Network.Reset(victim, other);
            resets++;
        }

        return resets > 0 ? "reset" : "";
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

    /// <summary>
    /// Aims at the rule that a member with a lost store makes no majority. A minority is cut off while the rest goes on; then one of the
    /// rest loses its store, the others of the rest are down, and the minority is back: a majority is there, and nobody in it knows the
    /// last values.
    /// </summary>
    private string LoseAVoter()
    {
        var members = cluster.Members.Where(member => cluster.NewestMap.RankOf(member.Address) >= 0).ToList();
        var minority = members.OrderBy(_ => random.Next()).Take((members.Count - 1) / 2).ToList();
        var rest = members.Except(minority).ToList();
        if (minority.Count == 0 || !MayLose(rest[0]))
        {
            return "";
        }

        var time = random.Between(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(8));
        cluster.Events.After(time - TimeSpan.FromMilliseconds(random.Below(200)), () =>
        {
            var victim = random.Pick(rest);
            if (_isOver || !MayLose(victim))
            {
                return;
            }

            foreach (var other in rest)
            {
                other.Crash();
                MendAfter(random.Between(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(8)), other.Start);
            }

            victim.Wipe();
            victim.Start();
            Note("store of a voter lost, and its witnesses down");
        });
        return Cut(
            "minority cut off", [.. minority.SelectMany(one => rest.SelectMany(other => new[] { (one, other), (other, one) }))], time);
    }

    private string StopInGoodOrder(MemberProcess victim)
    {
        var wasRunning = victim.IsRunning;
        victim.Stop();
        RestartLater(victim, TimeSpan.FromSeconds(4));
        return wasRunning ? "stop" : "";
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
        var held = 0;
        foreach (var other in cluster.Members.Where(member => member != victim && random.Chance(0.8)))
        {
            held++;
            cluster.Network.Hold(victim, other, until);
            if (random.Chance(0.5))
            {
                cluster.Network.Hold(other, victim, until);
            }
        }

        return held > 0 ? "clog" : "";
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
        return cluster.Network is { Loss: 0, Duplication: 0, Replay: 0 } && victim.NetworkSlowness <= 1 ? "" : "loss and delay";
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

    private string Cut(string name, IReadOnlyList<(MemberProcess From, MemberProcess To)> directions) =>
        Cut(name, directions, random.Between(TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(10)));

    private string Cut(string name, IReadOnlyList<(MemberProcess From, MemberProcess To)> directions, TimeSpan time)
    {
        foreach (var (from, to) in directions)
        {
            cluster.Network.Block(from, to);
        }

        MendAfter(time, () =>
        {
            foreach (var (from, to) in directions)
            {
                cluster.Network.Unblock(from, to);
            }
        });
        return directions.Count > 0 ? name : "";
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
