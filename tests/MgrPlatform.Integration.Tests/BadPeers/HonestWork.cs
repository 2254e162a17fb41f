using System.Diagnostics;
using System.Globalization;
using MgrPlatform.Integration.Tests.Quorum;

namespace MgrPlatform.Integration.Tests.BadPeers;

/// <summary>Writes, one after the other, each of which must succeed.</summary>
internal sealed class HonestWork
{
    private int _writes;

    public int Writes => Volatile.Read(ref _writes);

    public TimeSpan Longest { get; private set; }

    /// <summary>Until it is told to end; what has begun is finished.</summary>
    public async Task RunAsync(QuorumClient client, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var watch = Stopwatch.StartNew();
            var value = Writes.ToString(CultureInfo.InvariantCulture);
            var (code, text) = await client.SetAsync("honest", value, TestContext.Current.CancellationToken);
            Assert.True(code == 0, $"{code} {text}");
            Longest = watch.Elapsed > Longest ? watch.Elapsed : Longest;
            Interlocked.Increment(ref _writes);
        }
    }
}
