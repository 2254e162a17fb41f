using System.Diagnostics;

namespace MgrPlatform.TestKit;

/// <summary>Waits, within a limit, for what other processes bring about and nobody announces.</summary>
public static class Eventually
{
    /// <summary>Limits are for a crowded machine: they only matter when something hangs.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks again and again until what is seen is right; the failure shows what was seen last.</summary>
    public static async Task<T> SeeAsync<T>(Func<Task<T>> look, Func<T, bool> isRight, string what, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var seen = await look();
            if (isRight(seen))
            {
                return seen;
            }

            if (watch.Elapsed > Limit)
            {
                throw new TimeoutException($"after {Limit.TotalSeconds:0} s still not: {what}. Seen instead:\n{seen}");
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    public static Task<T> SeeAsync<T>(Func<T> look, Func<T, bool> isRight, string what, CancellationToken cancellationToken) =>
        SeeAsync(() => Task.FromResult(look()), isRight, what, cancellationToken);
}
