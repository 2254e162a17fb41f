using MgrPlatform.Consensus;
using MgrPlatform.Consensus.Store;
using MgrPlatform.Simulation.Checkers;
using MgrPlatform.Simulation.Clients;
using MgrPlatform.Simulation.Disk;
using MgrPlatform.Simulation.Network;
using MgrPlatform.Simulation.Scheduling;

namespace MgrPlatform.Simulation.Members;

/// <summary>A member's process and machine: one life after the other on one disk, with its own clock.</summary>
public sealed class MemberProcess(string name, int index, Cluster cluster, Randomness random) : MemberHost
{
    private static readonly TimeSpan SlowestSync = TimeSpan.FromSeconds(3);
    private readonly Dictionary<int, long> _timers = [];
    private readonly Queue<Action> _inbox = [];
    private long _timerTokens;
    private int _life;
    private TimeSpan _clockSince;
    private TimeSpan _clockAt;
    private double _rate = 1;
    private TimeSpan _wallOffset;
    private long _lastDurable;
    private bool _isSyncing;
    private bool _isFlushScheduled;
    private bool _hasDiskFailed;
    private Failpoint _killAt;
    private int _killAfter;

    public string Name { get; } = name;

    public string Address { get; } = "v2:" + name;

    public int Index { get; } = index;

    public VirtualStore Store { get; private set; } = new();

    /// <summary>Null while it is down.</summary>
    public ISimulatedMember? Member { get; private set; }

    public bool IsAlive => Member is not null;

    public bool IsPaused { get; private set; }

    public bool IsRunning => IsAlive && !IsPaused;

    /// <summary>It left for good: the monmap does not name it.</summary>
    public bool IsRemoved { get; private set; }

    /// <summary>Its store was lost, and it has not been in a quorum since.</summary>
    public bool IsWiped { get; private set; }

    public bool IsDiskFull { get; set; }

    /// <summary>It says that it synced, and did not.</summary>
    public bool IsDiskLying { get; private set; }

    public double DiskSlowness { get; set; } = 1;

    public double NetworkSlowness { get; set; } = 0.5;

    /// <summary>How often it died at a failpoint at which it was to die.</summary>
    public int CrashesAtFailpoints { get; private set; }

    public ulong LastSeen { get; set; }

    public ulong PnSeen { get; set; }

    public ulong PnPromised { get; set; }

    public ulong VersionAccepted { get; set; }

    public ulong PnOfAccepted { get; set; }

    public ulong EpochWritten { get; set; }

    public ulong EpochVoted { get; set; }

    public TimeSpan LocalTime => _clockAt + ((cluster.Events.Now - _clockSince) * _rate);

    public override TimeSpan WallClock => LocalTime + _wallOffset;

    public override bool IsDead => Member is null;

    public void Start()
    {
        if (IsAlive || IsRemoved)
        {
            return;
        }

        _life++;
        _timers.Clear();
        _inbox.Clear();
        _hasDiskFailed = false;
        _isFlushScheduled = false;
        _isSyncing = false;
        _lastDurable = 0;
        IsPaused = false;
        SetClock(TimeSpan.FromSeconds(random.Below(3600)), _rate); // Counted from the machine's start, so another each time.
        LastSeen = 0;
        PnSeen = 0;
        cluster.Checker.Restarts(this);
        Member = cluster.CreateMember(this);
        cluster.Trace($"{Name} starts");
        Deliver(3, _life, life => life.Start(LocalTime));
    }

    /// <summary>Killed, or the power failed: of what the disk had not synced some is lost.</summary>
    public void Crash()
    {
        if (!IsAlive)
        {
            return;
        }

        End();
        cluster.Trace($"{Name} crashes");
        LoseUnsynced();
        cluster.Network.Died(this, cluster.Members);
    }

    public void Stop()
    {
        if (IsRunning)
        {
            Deliver(4, 0, life => life.Stop(LocalTime));
        }
    }

    /// <summary>
    /// Only while it is down: an empty store, with the cluster's monmap of the day. (With an old one of which it is the majority it would
    /// begin a cluster of its own, and nothing could tell it otherwise.)
    /// </summary>
    public void Wipe()
    {
        Store = new VirtualStore();
        Store.Write(0, new StoreTransactionBuilder().Put(StoreKeys.Mkfs, StoreKeys.MonMap, cluster.NewestMap.Encoded).Build());
        Store.Sync(0);
        IsWiped = true;
        cluster.Trace($"{Name} is wiped");
        IsRemoved = false;
        PnPromised = 0;
        VersionAccepted = 0;
        PnOfAccepted = 0;
        EpochWritten = 0;
        EpochVoted = 0;
    }

    public void BeginNew()
    {
        Wipe();
        IsWiped = false;
    }

    public void Pause() => IsPaused = IsAlive || IsPaused;

    public void Resume()
    {
        if (!IsPaused)
        {
            return;
        }

        IsPaused = false;
        while (IsRunning && _inbox.TryDequeue(out var waiting))
        {
            waiting();
        }
    }

    public void KillAt(Failpoint failpoint) => _killAt = failpoint;

    /// <summary>In the middle of what it does: after so many effects.</summary>
    public void KillAfter(int effects) => _killAfter = effects;

    public void Disarm()
    {
        _killAt = Failpoint.None;
        _killAfter = 0;
    }

    public void Drift(double rate) => SetClock(LocalTime, rate);

    public void SetWallClock(TimeSpan offset) => _wallOffset += offset;

    public void BeginLying() => IsDiskLying = true;

    public void EndLying()
    {
        IsDiskLying = false;
        Store.Sync(long.MaxValue);
    }

    /// <summary>Gives something to this life of the member, when it is not asleep.</summary>
    public void Deliver(int kind, long detail, Action<ISimulatedMember> give)
    {
        var life = _life;
        if (!IsAlive)
        {
            return;
        }

        if (IsPaused)
        {
            _inbox.Enqueue(() => DeliverNow(life, kind, detail, give));
        }
        else
        {
            DeliverNow(life, kind, detail, give);
        }
    }

    public override void Send(string address, object message)
    {
        if (Counts() && cluster.Find(address) is { } peer)
        {
            InvariantChecker.Sends(this, message);
            cluster.Network.Send(this, peer, message);
        }
    }

    public override void Write(long number, StoreTransaction transaction, bool isDurable)
    {
        if (!Counts() || _hasDiskFailed)
        {
            return;
        }

        if (IsDiskFull && (!isDurable || random.Chance(0.5)))
        {
            Exited(ExitReason.StoreFailed); // Nothing of what follows is done.
            return;
        }

        if (IsDiskFull)
        {
            // Found out only when it is synced: it was written, and may be there after the restart.
            _hasDiskFailed = true;
            Store.Write(number, transaction);
            cluster.Events.After(
                TimeSpan.FromMilliseconds(1), () => Deliver(5, number, life => life.StoreFailed("no space left", LocalTime)));
            return;
        }

        cluster.Checker.Writes(this, transaction);
        Store.Write(number, transaction);
        if (isDurable)
        {
            _lastDurable = number;
            if (!_isSyncing)
            {
                Sync();
            }
        }
        else if (!_isFlushScheduled)
        {
            _isFlushScheduled = true;
            FlushLater(number);
        }
    }

    public override void SetTimer(int timer, TimeSpan due)
    {
        if (Counts())
        {
            var token = ++_timerTokens;
            _timers[timer] = token;
            Schedule(timer, due, token);
        }
    }

    public override void CancelTimer(int timer)
    {
        if (Counts())
        {
            _timers.Remove(timer);
        }
    }

    public override void Reply(ClientReply reply)
    {
        if (Counts())
        {
            cluster.Checker.Replied(this, reply.Client, reply.Id, reply.Attempt);
            cluster.ReplyToClient(reply);
        }
    }

    public override void Committed(ulong version)
    {
        if (Counts())
        {
            cluster.Checker.Committed(this, version);
            cluster.Trace($"{Name} committed {version}");
        }
    }

    public override void Reloaded(ulong version)
    {
        cluster.Trace($"{Name} reloaded at {version}");
        cluster.Checker.CompareStore(this, version);
    }

    public override void Cleared()
    {
        LastSeen = 0;
        VersionAccepted = 0;
    }

    public override void Acknowledged(ulong version)
    {
        if (Counts())
        {
            cluster.Checker.Acknowledged(version, cluster.Members);
        }
    }

    public override void RoleChanged()
    {
        if (Counts() && Member is { View.Role: QuorumRole.Leader or QuorumRole.Peon })
        {
            IsWiped = false;
        }

        cluster.Checker.RoleChanged(this);
        cluster.Trace(Member is { View: var view }
            ? $"{Name} is {view.Role} epoch {view.Epoch} quorum {string.Join(' ', view.Quorum)} at {view.LastCommitted}"
            : Name);
        cluster.Events.Trace(6, Index, Member is { } life ? ((long)life.View.Epoch * 8) + (int)life.View.Role : 0);
    }

    public override void Passed(Failpoint failpoint)
    {
        cluster.Checker.Passed(failpoint);
        if (_killAt == failpoint && IsAlive)
        {
            Disarm();
            Crash();
            CrashesAtFailpoints++;
        }
    }

    public override void Exited(ExitReason reason)
    {
        End();
        cluster.Trace($"{Name} exits: {reason}");
        if (reason == ExitReason.StoreFailed)
        {
            LoseUnsynced();
        }
        else
        {
            Store.Sync(long.MaxValue);
        }

        cluster.Network.Died(this, cluster.Members);
        IsRemoved = reason == ExitReason.Removed;
    }

    /// <summary>However it ended: of what was not synced only the first few transactions are left.</summary>
    private void LoseUnsynced()
    {
        Store.Crash(random.Below(Store.Unsynced + 1));
        if (IsDiskLying)
        {
            // What it said that it synced may be among the rest. No protocol that trusts a sync survives this one; what is left is
            // recognised as damaged, and replaced.
            IsDiskLying = false;
            Wipe();
        }
    }

    private void End()
    {
        Member = null;
        IsPaused = false;
        _life++;
        _timers.Clear();
        _inbox.Clear();
        Disarm();
    }

    private void DeliverNow(int life, int kind, long detail, Action<ISimulatedMember> give)
    {
        if (life != _life || Member is not { } member)
        {
            return;
        }

        cluster.Events.Trace(kind, Index, detail);
        give(member);
        cluster.Checker.After(this);
    }

    /// <summary>False when this is where it dies.</summary>
    private bool Counts()
    {
        if (_killAfter > 0 && --_killAfter == 0)
        {
            Crash();
        }

        return IsAlive;
    }

    /// <summary>One sync at a time; what is written while it runs waits for the next one, together.</summary>
    private void Sync()
    {
        _isSyncing = true;
        var life = _life;
        var number = _lastDurable;
        var most = random.Chance(0.01) ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromMilliseconds(4);
        var delay = random.Skewed(TimeSpan.FromMicroseconds(200), most) * DiskSlowness;
        cluster.Events.After(delay > SlowestSync ? SlowestSync : delay, () =>
        {
            if (life != _life || _hasDiskFailed)
            {
                return;
            }

            _isSyncing = false;
            if (!IsDiskLying)
            {
                Store.Sync(number);
            }

            if (_lastDurable > number)
            {
                Sync();
            }

            Deliver(7, number, member => member.Stored(number, LocalTime));
        });
    }

    private void FlushLater(long number)
    {
        var life = _life;
        cluster.Events.After(TimeSpan.FromSeconds(1), () =>
        {
            if (life == _life && !_hasDiskFailed)
            {
                _isFlushScheduled = false;
                if (!IsDiskLying)
                {
                    Store.Sync(number);
                }
            }
        });
    }

    private void Schedule(int timer, TimeSpan due, long token)
    {
        var left = due - LocalTime;
        var wait = left <= TimeSpan.Zero ? TimeSpan.Zero : (left / _rate) + TimeSpan.FromTicks(2);
        var life = _life;
        cluster.Events.After(wait, () =>
        {
            if (life != _life || !_timers.TryGetValue(timer, out var current) || current != token)
            {
                return;
            }

            if (LocalTime < due)
            {
                Schedule(timer, due, token); // The clock has slowed down meanwhile.
                return;
            }

            Deliver(8, timer, member => member.TimerFired(timer, LocalTime));
        });
    }

    private void SetClock(TimeSpan at, double rate)
    {
        _clockAt = at;
        _clockSince = cluster.Events.Now;
        _rate = rate;
    }
}
