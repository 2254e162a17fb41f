using System.Collections.Immutable;

namespace MgrPlatform.Client.Monitors;

/// <summary>Who wants to hear what the monitors tell, and the newest maps for those who come later.</summary>
internal sealed class MonitorListeners
{
    private readonly Lock _gate = new();
    private ImmutableArray<Listener> _listeners = [];
    private ClusterMaps _maps = new();

    public ClusterMaps Maps => Volatile.Read(ref _maps);

    public IDisposable Add(Action<MonitorEvent> call)
    {
        var listener = new Listener(this, call);
        lock (_gate)
        {
            _listeners = _listeners.Add(listener);
        }

        return listener;
    }

    public void Tell(MonitorEvent what)
    {
        Volatile.Write(ref _maps, Maps.With(what));
        ImmutableArray<Listener> listeners;
        lock (_gate)
        {
            listeners = _listeners;
        }

        foreach (var listener in listeners)
        {
            listener.Call(what);
        }
    }

    private sealed class Listener(MonitorListeners owner, Action<MonitorEvent> call) : IDisposable
    {
        public Action<MonitorEvent> Call => call;

        public void Dispose()
        {
            lock (owner._gate)
            {
                owner._listeners = owner._listeners.Remove(this);
            }
        }
    }
}
