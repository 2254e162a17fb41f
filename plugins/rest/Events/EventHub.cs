using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.PluginSdk;
using Microsoft.AspNetCore.Http;

namespace MgrPlatform.Plugins.Rest.Events;

/// <summary>Hands every notification to all who listen. A listener that does not keep up loses the oldest, and is told how many.</summary>
internal sealed class EventHub
{
    private const int MaxListeners = 64;
    private const int MaxWaiting = 256;

    private readonly Lock _gate = new();
    private readonly HashSet<EventListener> _listeners = [];
    private long _lastId;

    /// <summary>A listener; dispose it when the client has left.</summary>
    public EventListener Listen()
    {
        lock (_gate)
        {
            if (_listeners.Count >= MaxListeners)
            {
                throw new ProblemException(
                    StatusCodes.Status503ServiceUnavailable, $"{MaxListeners} clients listen to events already, which is the limit");
            }

            var listener = new EventListener(MaxWaiting, Forget);
            _listeners.Add(listener);
            return listener;
        }
    }

    public void Publish(ModuleNotification notification)
    {
        lock (_gate)
        {
            if (_listeners.Count == 0)
            {
                return;
            }

            var data = new JsonObject
            {
                ["type"] = notification.Type,
                ["id"] = notification.Entry.ValueKind == JsonValueKind.Object ? JsonObject.Create(notification.Entry) : notification.Id,
                ["version"] = notification.Version,
            };
            var text = $"id: {++_lastId}\nevent: {notification.Type}\ndata: {data.ToJsonString()}\n\n";
            foreach (var listener in _listeners)
            {
                listener.Offer(text);
            }
        }
    }

    private void Forget(EventListener listener)
    {
        lock (_gate)
        {
            _listeners.Remove(listener);
        }
    }
}
