namespace MgrPlatform.DevCluster.Cluster;

/// <summary>A change that waits for its turn in the cluster's loop.</summary>
internal sealed class ClusterInput(Func<ClusterState, ClusterStep> change)
{
    /// <summary>Time has passed, no more.</summary>
    public static readonly ClusterInput Tick = new(static state => new ClusterStep(state));

    private readonly TaskCompletionSource<ClusterStep> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Func<ClusterState, ClusterStep> Change { get; } = change;

    /// <summary>The step, once it is on the disk and published.</summary>
    public Task<ClusterStep> Done => _done.Task;

    public void Complete(ClusterStep step) => _done.TrySetResult(step);

    public void Fail(Exception fault) => _done.TrySetException(fault);
}
