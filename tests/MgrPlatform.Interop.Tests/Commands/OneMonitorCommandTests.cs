namespace MgrPlatform.Interop.Tests.Commands;

public sealed class OneMonitorCommandTests(OneMonitorCommandTests.Pair pair)
    : CommandTests(1, pair.Clusters), IClassFixture<OneMonitorCommandTests.Pair>
{
    public sealed class Pair : IAsyncDisposable
    {
        public ClusterPair Clusters { get; } = new(1);

        public ValueTask DisposeAsync() => Clusters.DisposeAsync();
    }
}
