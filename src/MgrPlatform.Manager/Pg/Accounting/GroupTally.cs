using System.Runtime.InteropServices;
using MgrPlatform.Wire.Maps.Pg;

namespace MgrPlatform.Manager.Pg.Accounting;

/// <summary>Counts of placement groups: by state, by the OSDs that hold them, by the OSDs that hold them up.</summary>
internal sealed class GroupTally
{
    private readonly Dictionary<PgState, int> _byState = [];
    private readonly SortedDictionary<int, OsdPgCount> _byOsd = [];
    private readonly SortedDictionary<int, int> _blockedBy = [];

    public int Total { get; private set; }

    public int Active { get; private set; }

    public int Unknown { get; private set; }

    public SortedList<PgState, int> ByState() => new(_byState);

    /// <summary>Entries stay at zero, as in Ceph, until the OSD is gone from the map.</summary>
    public SortedList<int, OsdPgCount> ByOsd() => new(_byOsd);

    public SortedList<int, int> BlockedBy() => new(_blockedBy);

    public void Forget(int osd)
    {
        if (_byOsd.TryGetValue(osd, out var count) && count == default)
        {
            _byOsd.Remove(osd);
        }
    }

    /// <summary>
    /// Takes over a change of a group; <paramref name="before"/> is null for a new one, <paramref name="after"/> for one that goes.
    /// </summary>
    public void Change(PgStat? before, PgStat? after)
    {
        if (before is not null)
        {
            CountState(before.State, -1);
        }

        if (after is not null)
        {
            CountState(after.State, 1);
        }

        // Most reports leave a group where it is.
        if (before is not null && after is not null && SamePlaces(before, after))
        {
            return;
        }

        if (before is not null)
        {
            CountPlaces(before, -1);
        }

        if (after is not null)
        {
            CountPlaces(after, 1);
        }
    }

    private void CountState(PgState state, int step)
    {
        Total += step;
        Active += (state & PgState.Active) != 0 ? step : 0;
        Unknown += state == PgState.Unknown ? step : 0;
        Count(_byState, state, step);
    }

    /// <summary>Counts one more or one less; what is at zero is not kept.</summary>
    public static void Count(Dictionary<PgState, int> counts, PgState state, int step)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, state, out _);
        count += step;
        if (count == 0)
        {
            counts.Remove(state);
        }
    }

    private static bool SamePlaces(PgStat before, PgStat after) =>
        before.UpPrimary == after.UpPrimary
        && Same(before.Acting, after.Acting)
        && Same(before.Up, after.Up)
        && Same(before.BlockedBy, after.BlockedBy);

    private static bool Same(IReadOnlyList<int> left, IReadOnlyList<int> right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        for (var i = 0; i < left.Count; i++)
        {
            if (left[i] != right[i])
            {
                return false;
            }
        }

        return true;
    }

    private void CountPlaces(PgStat stat, int step)
    {
        foreach (var osd in stat.BlockedBy)
        {
            var blocked = _blockedBy.GetValueOrDefault(osd) + step;
            if (blocked == 0)
            {
                _blockedBy.Remove(osd);
            }
            else
            {
                _blockedBy[osd] = blocked;
            }
        }

        foreach (var osd in stat.Acting)
        {
            var count = _byOsd.GetValueOrDefault(osd);
            _byOsd[osd] = count with { Acting = count.Acting + step };
        }

        for (var i = 0; i < stat.Up.Count; i++)
        {
            var osd = stat.Up[i];
            if (!stat.Acting.Contains(osd) && !stat.Up.Take(i).Contains(osd))
            {
                var count = _byOsd.GetValueOrDefault(osd);
                _byOsd[osd] = count with { UpNotActing = count.UpNotActing + step };
            }
        }

        if (stat.UpPrimary >= 0)
        {
            var count = _byOsd.GetValueOrDefault(stat.UpPrimary);
            _byOsd[stat.UpPrimary] = count with { Primary = count.Primary + step };
        }
    }
}
