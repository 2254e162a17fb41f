using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.DevCluster.Daemons;

/// <summary>
/// A group of recorded objects: which OSDs hold it, what each of them lacks, and what its primary would tell of it. Whoever comes back lacks what
/// was written while it was away; whoever is new lacks everything; both are made whole at a steady pace.
/// </summary>
internal sealed class PlacementGroup(ObjectStatSum recorded, ClientRate rate, uint created, DateTimeOffset start)
{
    /// <summary>A whole copy takes so long.</summary>
    private static readonly TimeSpan CopyTime = TimeSpan.FromSeconds(20);

    /// <summary>After so long away everything has been written anew.</summary>
    private static readonly TimeSpan RewriteTime = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);

    /// <summary>Nobody worked in a longer pause: its primary was away.</summary>
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(10);

    private readonly Dictionary<int, double> _missing = [];
    private readonly Dictionary<int, DateTimeOffset> _away = [];
    private IReadOnlyList<int> _acting = [];
    private readonly DateTimeOffset _start = start;
    private readonly uint _created = created;
    private DateTimeOffset _last = start;
    private PgState _state = PgState.Unknown;
    private ulong _reports;
    private double _reads;
    private double _readKb;
    private double _writes;
    private double _writeKb;
    private double _recovered;
    private uint _mappingEpoch = created;
    private uint _cleanEpoch = created;
    private UTime _changed;
    private UTime _active;
    private UTime _becameActive;
    private UTime _clean;
    private UTime _fullSized;
    private UTime _undegraded;
    private readonly UTime _scrubbed = UTime.From(start);

    public long Bytes => recorded[ObjectStat.Bytes];

    private double Objects => recorded[ObjectStat.Objects];

    /// <summary>What the primary tells now.</summary>
    public PgStat Report(PgPlacement placement, PgPool pool, uint epoch, DateTimeOffset now)
    {
        if (_state.HasFlag(PgState.Active))
        {
            Work(now); // By those who had it until now.
        }

        _last = now;
        var members = placement.Acting.Where(static osd => osd != CrushMapper.NoDevice).ToList();
        Move(placement.Acting, members, epoch, now);
        var isActive = members.Count >= pool.MinSize;
        var missing = members.Sum(osd => _missing[osd]);
        var degraded = (long)Math.Ceiling((Objects * Math.Max(0, pool.Size - members.Count)) + missing);
        Become(StateOf(isActive, members.Count < pool.Size, degraded > 0, missing > 0), epoch, UTime.From(now));
        if (_state.HasFlag(PgState.Clean))
        {
            _away.Clear(); // What they have is of no use any more.
        }

        _reports++;
        return Describe(placement, pool, epoch, degraded, UTime.From(now));
    }

    private static PgState StateOf(bool isActive, bool isUndersized, bool isDegraded, bool isRecovering) =>
        (isActive ? PgState.Active : PgState.Peered)
        | (isUndersized ? PgState.Undersized : PgState.Unknown)
        | (isDegraded ? PgState.Degraded : PgState.Unknown)
        | (isActive && isRecovering ? PgState.Recovering : PgState.Unknown)
        | (isActive && !isUndersized && !isDegraded ? PgState.Clean : PgState.Unknown);

    private void Move(IReadOnlyList<int> acting, List<int> members, uint epoch, DateTimeOffset now)
    {
        if (!acting.SequenceEqual(_acting))
        {
            _acting = acting;
            _mappingEpoch = epoch;
        }

        // In the beginning its OSDs come one after the other, and each brings its copy with it.
        var isNew = now - _start < Settling || (_missing.Count == 0 && _away.Count == 0);
        foreach (var osd in _missing.Keys.Except(members).ToList())
        {
            _missing.Remove(osd);
            _away.TryAdd(osd, now);
        }

        foreach (var osd in members.Where(osd => !_missing.ContainsKey(osd)))
        {
            var share = isNew ? 0 : _away.Remove(osd, out var since) ? Math.Min(1, (now - since) / RewriteTime) : 1;
            _missing[osd] = Objects * share;
        }
    }

    /// <summary>Clients go on, and what is missing is copied, one OSD after the other.</summary>
    private void Work(DateTimeOffset now)
    {
        var step = now - _last < LongestStep ? now - _last : LongestStep;
        var seconds = Math.Max(0, step.TotalSeconds);
        _reads += rate.Reads * seconds;
        _readKb += rate.ReadKb * seconds;
        _writes += rate.Writes * seconds;
        _writeKb += rate.WriteKb * seconds;
        var room = Objects * (step / CopyTime);
        foreach (var osd in _missing.Keys.ToList())
        {
            var copied = Math.Clamp(_missing[osd], 0, Math.Max(0, room));
            _missing[osd] -= copied;
            room -= copied;
            _recovered += copied;
        }
    }

    private void Become(PgState state, uint epoch, UTime now)
    {
        if (state != _state)
        {
            _changed = now;
            _becameActive = state.HasFlag(PgState.Active) && !_state.HasFlag(PgState.Active) ? now : _becameActive;
            _state = state;
        }

        _active = state.HasFlag(PgState.Active) ? now : _active;
        _fullSized = state.HasFlag(PgState.Undersized) ? _fullSized : now;
        _undegraded = state.HasFlag(PgState.Degraded) ? _undegraded : now;
        if (state.HasFlag(PgState.Clean))
        {
            (_clean, _cleanEpoch) = (now, epoch);
        }
    }

    private PgStat Describe(PgPlacement placement, PgPool pool, uint epoch, long degraded, UTime now) => new()
    {
        Version = new EVersion((ulong)(recorded[ObjectStat.Writes] + (long)_writes), epoch),
        ReportedSequence = _reports,
        ReportedEpoch = epoch,
        State = _state,
        Created = _created,
        LastEpochClean = _cleanEpoch,
        MappingEpoch = _mappingEpoch,
        LastScrubStamp = _scrubbed,
        LastDeepScrubStamp = _scrubbed,
        LastCleanScrubStamp = _scrubbed,
        LogSize = Math.Min(3000, recorded[ObjectStat.Writes] + (long)_writes),
        OndiskLogSize = Math.Min(3000, recorded[ObjectStat.Writes] + (long)_writes),
        Up = placement.Up,
        UpPrimary = placement.UpPrimary,
        Acting = placement.Acting,
        ActingPrimary = placement.ActingPrimary,
        LastFresh = now,
        LastUnstale = now,
        LastPeered = now,
        LastChange = _changed,
        LastActive = _active,
        LastBecameActive = _becameActive,
        LastBecamePeered = _becameActive,
        LastClean = _clean,
        LastFullsized = _fullSized,
        LastUndegraded = _undegraded,
        Stats = ObjectStatSum.Of(
            (ObjectStat.Bytes, Bytes),
            (ObjectStat.Objects, recorded[ObjectStat.Objects]),
            (ObjectStat.ObjectCopies, recorded[ObjectStat.Objects] * pool.Size),
            (ObjectStat.ObjectsDegraded, degraded),
            (ObjectStat.ObjectsDirty, recorded[ObjectStat.ObjectsDirty]),
            (ObjectStat.ObjectsOmap, recorded[ObjectStat.ObjectsOmap]),
            (ObjectStat.OmapBytes, recorded[ObjectStat.OmapBytes]),
            (ObjectStat.OmapKeys, recorded[ObjectStat.OmapKeys]),
            (ObjectStat.Reads, recorded[ObjectStat.Reads] + (long)_reads),
            (ObjectStat.ReadKb, recorded[ObjectStat.ReadKb] + (long)_readKb),
            (ObjectStat.Writes, recorded[ObjectStat.Writes] + (long)_writes),
            (ObjectStat.WriteKb, recorded[ObjectStat.WriteKb] + (long)_writeKb),
            (ObjectStat.ObjectsRecovered, (long)_recovered),
            (ObjectStat.BytesRecovered, Objects > 0 ? (long)(_recovered * Bytes / Objects) : 0)),
    };
}
