using System.Collections.Concurrent;

namespace MgrPlatform.Manager.Server;

/// <summary>Whether something should be said: the first time, and again after a long while. Bounded; for any thread.</summary>
internal sealed class SayOnce(TimeSpan silence, TimeProvider time)
{
    private const int Remembered = 10_000;

    private readonly ConcurrentDictionary<string, long> _said = new(StringComparer.Ordinal);

    public bool ShouldSay(string what)
    {
        var now = time.GetTimestamp();
        if (_said.TryGetValue(what, out var last) && time.GetElapsedTime(last, now) < silence)
        {
            return false;
        }

        if (_said.Count >= Remembered)
        {
            _said.Clear();
        }

        _said[what] = now;
        return true;
    }
}
