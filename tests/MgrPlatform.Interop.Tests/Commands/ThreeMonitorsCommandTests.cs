namespace MgrPlatform.Interop.Tests.Commands;

public sealed class ThreeMonitorsCommandTests(ThreeMonitorsCommandTests.Pair pair)
    : CommandTests(3, pair.Clusters), IClassFixture<ThreeMonitorsCommandTests.Pair>
{
    public sealed class Pair : IAsyncDisposable
    {
        public ClusterPair Clusters { get; } = new(3);

        public ValueTask DisposeAsync() => Clusters.DisposeAsync();
    }
}
