namespace MgrPlatform.DevCluster.Daemons;

/// <summary>A daemon of a recorded cluster that lives on real monitors. Disposing stops it as SIGTERM stops Ceph's.</summary>
public interface IRecordedDaemon : IAsyncDisposable
{
    /// <summary>Completes with the reason when it has ended.</summary>
    Task<string> Completion { get; }

    /// <summary>Completes when the cluster knows it.</summary>
    Task WhenUpAsync(CancellationToken cancellationToken);
}
