using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Connections;

/// <summary>
/// The lossy sessions that peers have opened. Each costs a descriptor and memory for as long as its peer likes, so there are only so many,
/// and whoever has one key cannot take the places of all others.
/// </summary>
internal sealed class Guests(int limit)
{
    private readonly Dictionary<PeerConnection, string> _all = [];
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);

    public int Count => _all.Count;

    /// <summary>Whether there is no place for one more of this name.</summary>
    public bool Refuse(EntityName? name, [NotNullWhen(true)] out string? reason)
    {
        reason = null;
        if (_all.Count >= limit)
        {
            reason = string.Create(CultureInfo.InvariantCulture, $"{_all.Count} clients are here already");
        }
        else if (name is { } known && _byName.GetValueOrDefault(known.ToString()) is var count && count >= Math.Max(1, limit / 2))
        {
            reason = string.Create(CultureInfo.InvariantCulture, $"{known} is here {count} times already");
        }

        return reason is not null;
    }

    public void Add(PeerConnection connection, EntityName? name)
    {
        var key = name?.ToString() ?? "";
        _all.Add(connection, key);
        _byName[key] = _byName.GetValueOrDefault(key) + 1;
    }

    /// <summary>Does nothing when it is none of them.</summary>
    public void Remove(PeerConnection connection)
    {
        if (_all.Remove(connection, out var key) && --_byName[key] == 0)
        {
            _byName.Remove(key);
        }
    }
}
