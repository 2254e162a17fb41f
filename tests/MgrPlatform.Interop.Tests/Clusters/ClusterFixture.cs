using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Interop.Tests.Clusters;

/// <summary>
/// One real cluster for all tests of a collection, started when the first of them asks. Where that release of Ceph is not installed the
/// test is skipped, and fails where <c>CI=true</c>. Tests leave the cluster as they found it; one that breaks things starts its own.
/// </summary>
public abstract class ClusterFixture(ClusterPlan plan) : IAsyncLifetime
{
    private readonly SemaphoreSlim _turn = new(1);
    private RealCluster? _cluster;
    private Exception? _failure;

    public async Task<RealCluster> GetAsync()
    {
        Need(plan.Release);
        await _turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_failure is not null)
            {
                // Once is enough to wait for.
                throw new InvalidOperationException("the cluster of this collection did not start", _failure);
            }

            return _cluster ??= await RealCluster.StartAsync(plan, TestContext.Current.CancellationToken);
        }
        catch (Exception error) when (error is InvalidOperationException or TimeoutException)
        {
            _failure ??= error;
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Skips the test, or fails it in the gate, where that release cannot be started.</summary>
    public static void Need(CephRelease release)
    {
        if (CephInstallation.Of(release).FindObstacle() is not { } obstacle)
        {
            return;
        }

        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail($"CI: {obstacle}");
        }

        Assert.Skip(obstacle);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _turn.Dispose();
        GC.SuppressFinalize(this);
    }
}
