using System.Text.Json.Nodes;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Runtimes;
using MgrPlatform.Modules.Runtimes.Rpc;
using MgrPlatform.PluginSdk;

namespace MgrPlatform.Modules.Lifecycle;

/// <summary>
/// Sends notifications to a run, at most one of a type at a time. What happens meanwhile is merged into the latest, or for types where each
/// event counts, queued with a bound; a slow module costs itself only. Safe from any thread, never waits.
/// </summary>
internal sealed class NotificationPump(IRunner runner, IEnumerable<string> types, TimeProvider time, Action<string, string> onFailure)
{
    private const int QueueLength = 256;
    private readonly Dictionary<string, TypeState> _types = types.Distinct().ToDictionary(type => type, _ => new TypeState(), StringComparer.Ordinal);
    private long _dropped;

    /// <summary>Queued events that were lost because the module is too slow.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    public void Offer(BackendEvent.Notified notified)
    {
        if (!_types.TryGetValue(notified.Type, out var state))
        {
            return;
        }

        lock (state)
        {
            if (state.SentAt is null)
            {
                Send(state, notified);
                return;
            }

            if (!NotifyTypes.IsQueued(notified.Type))
            {
                state.Waiting.Clear();
            }
            else if (state.Waiting.Count == QueueLength)
            {
                state.Waiting.Dequeue();
                Interlocked.Increment(ref _dropped);
            }

            state.Waiting.Enqueue(notified);
        }
    }

    /// <summary>The type that the module has been handling longest, and for how long; null when it handles none.</summary>
    public (string Type, TimeSpan Since)? Oldest()
    {
        (string, TimeSpan)? oldest = null;
        foreach (var (type, state) in _types)
        {
            lock (state)
            {
                if (state.SentAt is { } sent && (oldest is null || time.GetElapsedTime(sent) > oldest.Value.Item2))
                {
                    oldest = (type, time.GetElapsedTime(sent));
                }
            }
        }

        return oldest;
    }

    private void Send(TypeState state, BackendEvent.Notified notified)
    {
        state.SentAt = time.GetTimestamp();
        var call = runner.Begin("notify", writer =>
        {
            writer.WriteString("type", notified.Type);
            writer.WritePropertyName("id");
            notified.Id.WriteTo(writer);
            writer.WriteNumber("version", notified.Version);
        });
        _ = AwaitAsync(state, notified.Type, call); // Ends with the run: every call under way does.
    }

    private async Task AwaitAsync(TypeState state, string type, RunnerCall call)
    {
        try
        {
            await call.Answer;
        }
        catch (ModuleCallException error)
        {
            onFailure(type, error.Traceback is { Length: > 0 } trace ? trace : error.Message);
        }
        catch (RpcException)
        {
            return; // The run is over; what waits goes with it.
        }

        lock (state)
        {
            state.SentAt = null;
            if (state.Waiting.TryDequeue(out var next))
            {
                Send(state, next);
            }
        }
    }

    private sealed class TypeState
    {
        public Queue<BackendEvent.Notified> Waiting { get; } = new();

        public long? SentAt { get; set; }
    }
}
