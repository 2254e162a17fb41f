using System.Collections.Immutable;
using MgrPlatform.Modules.Backend;

namespace MgrPlatform.Manager.Backend;

/// <summary>The health checks of the manager, its host and its modules, each owner's as a whole. For any thread.</summary>
public sealed class HealthRegister
{
    private static readonly ImmutableSortedDictionary<string, HealthCheck> None =
        ImmutableSortedDictionary.Create<string, HealthCheck>(StringComparer.Ordinal);

    private ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, HealthCheck>> _byOwner =
        ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, HealthCheck>>(StringComparer.Ordinal);

    /// <summary>All checks by code. Of two owners with one code the worse counts, with the details of both.</summary>
    public ImmutableSortedDictionary<string, HealthCheck> All
    {
        get
        {
            var all = None.ToBuilder();
            foreach (var (code, check) in _byOwner.Values.SelectMany(static checks => checks))
            {
                all[code] = all.TryGetValue(code, out var other) ? Merge(other, check) : check;
            }

            return all.ToImmutable();
        }
    }

    public void Set(string owner, ImmutableSortedDictionary<string, HealthCheck> checks) => ImmutableInterlocked.Update(
        ref _byOwner,
        static (byOwner, change) => change.checks.IsEmpty ? byOwner.Remove(change.owner) : byOwner.SetItem(change.owner, change.checks),
        (owner, checks));

    private static HealthCheck Merge(HealthCheck one, HealthCheck other)
    {
        var worse = other.Severity == HealthSeverity.Error ? other : one;
        return worse with { Count = one.Count + other.Count, Detail = one.Detail.AddRange(other.Detail) };
    }
}
