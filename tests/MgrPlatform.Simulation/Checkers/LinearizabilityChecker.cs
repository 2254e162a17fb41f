using MgrPlatform.Simulation.Clients;

namespace MgrPlatform.Simulation.Checkers;

/// <summary>
/// Whether there is an order of a key's operations, each between its call and its answer, in which every get returns what was last written.
/// Goes through the calls and answers in time and keeps all states that are possible: the value, and which of the open operations have
/// taken effect. An operation without an answer stays open to the end.
/// </summary>
public static class LinearizabilityChecker
{
    private const int MaxOpen = 62;
    private const int MaxStates = 200_000;

    /// <summary>Null when it is linearizable, else what cannot be explained. Keys are independent of each other.</summary>
    public static string? Check(IEnumerable<HistoryEntry> history) =>
        history.GroupBy(static entry => entry.Key).OrderBy(static group => group.Key, StringComparer.Ordinal)
            .Select(static group => CheckKey(group.Key, [.. group])).FirstOrDefault(static text => text is not null);

    private static string? CheckKey(string key, List<HistoryEntry> entries)
    {
        entries.RemoveAll(static entry => entry.Kind == OperationKind.Get && entry.Returned == long.MaxValue); // Says nothing.
        var moments = entries.Select(static entry => (Time: entry.Invoked, IsCall: true, Entry: entry))
            .Concat(entries
                .Where(static entry => entry.Returned != long.MaxValue)
                .Select(static entry => (Time: entry.Returned, IsCall: false, Entry: entry)))
            .OrderBy(static moment => moment.Time).ThenByDescending(static moment => moment.IsCall);
        var open = new HistoryEntry?[MaxOpen];
        HashSet<(string? Value, ulong Done)> states = [(null, 0)];
        foreach (var (_, isCall, entry) in moments)
        {
            if (isCall)
            {
                var place = Array.IndexOf(open, null);
                if (place < 0)
                {
                    return $"too many open operations on {key} to check it";
                }

                open[place] = entry;
                continue;
            }

            var slot = Array.IndexOf(open, entry);
            states = Expand(states, open, slot);
            if (states.Count == 0)
            {
                return $"not linearizable: client {entry.Client} {entry.Kind} {key} {entry.Value} -> {entry.Result ?? "nothing"}, "
                    + $"from {TimeSpan.FromTicks(entry.Invoked).TotalSeconds:F6} to {TimeSpan.FromTicks(entry.Returned).TotalSeconds:F6} s";
            }

            if (states.Count > MaxStates)
            {
                return $"too many possible orders on {key} to check it";
            }

            open[slot] = null;
        }

        return null;
    }

    /// <summary>All states in which the operation that now returns has taken effect, with its mark removed.</summary>
    private static HashSet<(string? Value, ulong Done)> Expand(HashSet<(string? Value, ulong Done)> states, HistoryEntry?[] open, int slot)
    {
        HashSet<(string? Value, ulong Done)> found = [];
        HashSet<(string? Value, ulong Done)> seen = [.. states];
        Stack<(string? Value, ulong Done)> work = new(states);
        while (work.TryPop(out var state))
        {
            if ((state.Done & (1UL << slot)) != 0)
            {
                found.Add((state.Value, state.Done & ~(1UL << slot)));
                continue; // What else may have happened is decided when it returns itself.
            }

            for (var index = 0; index < open.Length; index++)
            {
                if (open[index] is not { } entry || (state.Done & (1UL << index)) != 0)
                {
                    continue;
                }

                if (entry.Kind == OperationKind.Get && entry.Result != state.Value)
                {
                    continue;
                }

                var value = entry.Kind switch
                {
                    OperationKind.Set => entry.Value,
                    OperationKind.Delete => null,
                    _ => state.Value,
                };
                var next = (value, state.Done | (1UL << index));
                if (seen.Add(next))
                {
                    work.Push(next);
                }
            }
        }

        return found;
    }
}
