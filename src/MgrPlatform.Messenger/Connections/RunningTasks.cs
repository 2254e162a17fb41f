using Microsoft.Extensions.Logging;

namespace MgrPlatform.Messenger.Connections;

/// <summary>The tasks that an endpoint has started and must see end.</summary>
internal sealed partial class RunningTasks(ILogger logger)
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

    /// <summary>Those too that are started meanwhile. A task that has failed broke a promise of this room, and fails here again.</summary>
    public async Task WhenAllAsync()
    {
        while (Count > 0)
        {
            Task all;
            lock (_gate)
            {
                all = Task.WhenAll(_running);
            }

            await all;
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
            else
            {
                Log.Failed(logger, task.Exception!);
            }
        }
    }
}
