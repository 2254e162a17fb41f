namespace MgrPlatform.Interop.Tests.Commands;

public sealed class FiveMonitorsCommandTests(FiveMonitorsCommandTests.Pair pair)
    : CommandTests(5, pair.Clusters), IClassFixture<FiveMonitorsCommandTests.Pair>
{
    public sealed class Pair : IAsyncDisposable
    {
        public ClusterPair Clusters { get; } = new(5);

        public ValueTask DisposeAsync() => Clusters.DisposeAsync();
    }
}
