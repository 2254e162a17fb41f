namespace MgrPlatform.Messenger.Connections;

/// <summary>The tasks that an endpoint has started and must see end.</summary>
internal sealed class RunningTasks
{
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _running = [];

    public void Run(Func<Task> body)
    {
        var task = Task.Run(body);
        lock (_gate)
        {
            _running.Add(task);
        }

        task.ContinueWith(Remove, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>A task that fails breaks a promise of this room; it fails here, too, and is not lost.</summary>
    public Task WhenAllAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_running);
        }
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _running.Count;
            }
        }
    }

    private void Remove(Task task)
    {
        lock (_gate)
        {
            if (task.IsCompletedSuccessfully)
            {
                _running.Remove(task);
            }
        }
    }
}
