using MgrPlatform.Monitor.Services;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Messages.Quorum;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Daemon;

/// <summary>
/// Requests of our clients that the leader answers. Each is kept until its answer has come; after an election all of them are sent again,
/// to whoever leads now, so that a client loses nothing but time.
/// </summary>
internal sealed class ForwardDesk(MonitorContext monitor)
{
    private readonly SortedDictionary<ulong, MonitorOperation> _kept = [];
    private ulong _lastId;

    /// <summary>How many answers are owed.</summary>
    public int Count => _kept.Count;

    public void Forward(MonitorOperation operation)
    {
        if (monitor.LeaderName is not { } leader)
        {
            throw new InvalidOperationException("there is no leader to forward to");
        }

        var id = ++_lastId;
        _kept[id] = operation;
        var session = operation.Session;
        var source = new EntityInstance(session.Type, (long)session.GlobalId);
        monitor.SendToMonitor(leader, new MForward(
            id,
            session.Type,
            session.Addresses,
            session.Socket,
            session.Caps.Text,
            EnclosedMessage.Of(operation.Message, operation.TransactionId, source, Features.Default),
            session.Features,
            session.Name));
    }

    public void OnRoute(MRoute route)
    {
        if (!_kept.Remove(route.ForwardId, out var operation))
        {
            return; // Its client is gone, or it was answered before the election.
        }

        if (route.Reply is null)
        {
            operation.IsAnswered = true;
            return;
        }

        try
        {
            monitor.Reply(operation, route.Reply.Open());
        }
        catch (WireFormatException error)
        {
            monitor.Close(operation.Session, $"the leader's answer cannot be read: {error.Message}");
        }
    }

    /// <summary>What the leader owes, to be dispatched anew.</summary>
    public IReadOnlyList<MonitorOperation> TakeAll()
    {
        var all = _kept.Values.ToList();
        _kept.Clear();
        return all;
    }

    public void Drop(MonitorSession session)
    {
        foreach (var id in _kept.Where(kept => ReferenceEquals(kept.Value.Session, session)).Select(static kept => kept.Key).ToList())
        {
            _kept.Remove(id);
        }
    }
}
