namespace MgrPlatform.Manager.Daemons;

/// <summary>The defaults of some 1800 options, which each daemon sends and most send alike: kept once. For any thread.</summary>
internal sealed class OptionDefaults
{
    private const int Kept = 64; // Kinds of daemon by releases in one cluster: far fewer.

    private readonly Lock _lock = new();
    private readonly Dictionary<int, IReadOnlyDictionary<string, string>> _known = [];

    public IReadOnlyDictionary<string, string> Intern(IReadOnlyDictionary<string, string> defaults)
    {
        var hash = new HashCode();
        foreach (var (name, value) in defaults)
        {
            hash.Add(name, StringComparer.Ordinal);
            hash.Add(value, StringComparer.Ordinal);
        }

        var key = hash.ToHashCode();
        lock (_lock)
        {
            if (_known.TryGetValue(key, out var known) && Same(known, defaults))
            {
                return known;
            }

            if (_known.Count >= Kept)
            {
                _known.Clear();
            }

            return _known[key] = defaults;
        }
    }

    private static bool Same(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out var value) && value == pair.Value);
}
