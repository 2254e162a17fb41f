using MgrPlatform.Monitor.Caps;
using MgrPlatform.Monitor.Services;
using MgrPlatform.Wire.Messages.Mon;

namespace MgrPlatform.Monitor.Sessions;

/// <summary>Takes subscriptions. A name that nobody offers is ignored, as is one that its client may not have.</summary>
internal sealed class SubscriptionDesk(MonitorContext monitor)
{
    private const int SubscriptionLimit = 256;
    private bool _isOwing;

    public void Take(MonitorSession session, MMonSubscribe message)
    {
        foreach (var (what, wanted) in message.Wanted)
        {
            if (!MayHave(session, what) || session.Subscriptions.Count >= SubscriptionLimit)
            {
                continue;
            }

            if (what.StartsWith("log-", StringComparison.Ordinal))
            {
                // A client hears the log at one level: the last that it asked for.
                foreach (var other in session.Subscriptions.Keys
                    .Where(static other => other.StartsWith("log-", StringComparison.Ordinal))
                    .ToList())
                {
                    session.Unsubscribe(other);
                }
            }

            var subscription = session.Subscribe(what, wanted.Start, wanted.Flags.HasFlag(SubscriptionFlags.Once));
            if (monitor.IsReadable)
            {
                Update(session, subscription);
            }
            else
            {
                _isOwing = true;
            }
        }
    }

    /// <summary>Whoever missed something is told as soon as the state may be shown.</summary>
    public void OweAll() => _isOwing = true;

    /// <summary>
    /// The state may be shown now. It may not while a commit is under way, and who subscribes at such a moment would else wait until
    /// something changes: for ever, perhaps.
    /// </summary>
    public void UpdateOwed()
    {
        if (!_isOwing)
        {
            return;
        }

        _isOwing = false;
        foreach (var session in monitor.Sessions)
        {
            foreach (var subscription in session.Subscriptions.Values.ToList())
            {
                Update(session, subscription);
            }
        }
    }

    private void Update(MonitorSession session, SessionSubscription subscription) =>
        monitor.Services.FirstOrDefault(service => service.Offers(subscription.What))?.Update(session, subscription);

    private static bool MayHave(MonitorSession session, string what)
    {
        if (what is "monmap" or "config")
        {
            return true;
        }

        return Allows("mon", CapPermissions.Read) && what switch
        {
            "osdmap" => Allows("osd", CapPermissions.Read),
            "osd_pg_creates" => Allows("osd", CapPermissions.Write),
            _ when what.StartsWith("fsmap", StringComparison.Ordinal) || what.StartsWith("mdsmap", StringComparison.Ordinal) =>
                Allows("mds", CapPermissions.Read),
            _ => true,
        };

        bool Allows(string service, CapPermissions needed) =>
            session.Caps.Allow(new CapRequest(session.Name, service, "", needed, session.Socket.EndPoint?.Address));
    }
}
