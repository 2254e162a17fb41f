using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Auth;

/// <summary>
/// When a service's keys change: three at a time, each a lifetime apart, so that daemons know the next one before it is used.
/// </summary>
internal static class RotatingSecrets
{
    /// <summary>The services whose daemons need keys, and the monitors' own for the tickets that prove who a client is.</summary>
    public static readonly IReadOnlyList<EntityType> Services =
        [EntityType.Monitor, EntityType.Mds, EntityType.Osd, EntityType.Manager, EntityType.Auth];

    private const int Kept = 3;

    public static RotatingKeys Create(KeyType type, UTime now, TimeSpan lifetime, FillRandom random)
    {
        var keys = new OrderedDictionary<ulong, RotatingKey>();
        for (var i = 0; i < Kept; i++)
        {
            keys[(ulong)i + 1] = new RotatingKey(CephxKey.Create(type, now, random), After(now, lifetime * i));
        }

        return new RotatingKeys(keys, Kept);
    }

    /// <summary>The keys after those that have ended are replaced; null when none has.</summary>
    public static RotatingKeys? Rotate(RotatingKeys keys, KeyType type, UTime now, TimeSpan lifetime, FillRandom random)
    {
        if (keys.Keys.Count < Kept)
        {
            return Create(type, now, lifetime, random) is { } created
                ? created with { Keys = Renumber(created.Keys, keys.Newest), Newest = keys.Newest + Kept }
                : null;
        }

        if (now < keys.Keys.GetAt(1).Value.Expires)
        {
            return null;
        }

        var rotated = new OrderedDictionary<ulong, RotatingKey>(keys.Keys);
        var newest = keys.Newest;
        for (var i = 0; i < Kept && now >= rotated.GetAt(1).Value.Expires; i++)
        {
            rotated.RemoveAt(0);

            // After a long sleep the next key must not end before it begins.
            var last = rotated.GetAt(rotated.Count - 1).Value.Expires;
            var expires = After(last > now ? last : now, lifetime);
            rotated[++newest] = new RotatingKey(CephxKey.Create(type, now, random), expires);
        }

        return new RotatingKeys(rotated, newest);
    }

    private static OrderedDictionary<ulong, RotatingKey> Renumber(OrderedDictionary<ulong, RotatingKey> keys, ulong above)
    {
        var renumbered = new OrderedDictionary<ulong, RotatingKey>();
        foreach (var key in keys.Values)
        {
            renumbered[++above] = key;
        }

        return renumbered;
    }

    private static UTime After(UTime time, TimeSpan duration) => UTime.From(time.ToTimeSpan() + duration);
}
