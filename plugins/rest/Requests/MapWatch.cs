namespace MgrPlatform.Plugins.Rest.Requests;

/// <summary>Wakes who waits for the cluster to change.</summary>
internal sealed class MapWatch
{
    private TaskCompletionSource _next = New();

    /// <summary>Completes at the next notification of any kind. Take it before looking at the map, so that nothing is missed.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Changed() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
