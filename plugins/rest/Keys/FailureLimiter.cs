using System.Net;

namespace MgrPlatform.Plugins.Rest.Keys;

/// <summary>Counts failed logins per address; past the limit an address has to wait. Bounded in memory.</summary>
internal sealed class FailureLimiter(TimeProvider time)
{
    public const int MaxFailures = 10;
    private const int MaxAddresses = 10_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, (int Failures, DateTimeOffset Since)> _addresses = [];

    /// <summary>How long the address still has to wait, or null when it may try.</summary>
    public TimeSpan? Wait(IPAddress address)
    {
        lock (_gate)
        {
            if (!_addresses.TryGetValue(address, out var seen) || seen.Failures < MaxFailures)
            {
                return null;
            }

            var left = seen.Since + Window - time.GetUtcNow();
            return left > TimeSpan.Zero ? left : null;
        }
    }

    public void Failed(IPAddress address)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_addresses.Count >= MaxAddresses)
            {
                foreach (var old in _addresses.Where(pair => pair.Value.Since + Window <= now).Select(static pair => pair.Key).ToList())
                {
                    _addresses.Remove(old);
                }
            }

            if (_addresses.Count >= MaxAddresses)
            {
                _addresses.Clear();
            }

            _addresses[address] = _addresses.TryGetValue(address, out var seen) && seen.Since + Window > now
                ? (seen.Failures + 1, seen.Since)
                : (1, now);
        }
    }
}
