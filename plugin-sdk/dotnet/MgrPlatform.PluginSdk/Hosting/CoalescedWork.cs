namespace MgrPlatform.PluginSdk.Hosting;

/// <summary>
/// Work that is asked for again and again: one run at a time, never on the thread that asks, and one for all who ask before it has begun.
/// </summary>
/// <param name="work">Must not throw.</param>
internal sealed class CoalescedWork(Func<CancellationToken, Task> work)
{
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;
    private bool _waits;

    /// <summary>Completes when all that has been asked for is done.</summary>
    public Task Last
    {
        get
        {
            lock (_gate)
            {
                return _last;
            }
        }
    }

    public void Ask(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_waits)
            {
                _waits = true;
                _last = RunAfterAsync(_last, cancellationToken);
            }
        }
    }

    private async Task RunAfterAsync(Task previous, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await previous.ConfigureAwait(false);
        lock (_gate)
        {
            _waits = false;
        }

        await work(cancellationToken).ConfigureAwait(false);
    }
}
