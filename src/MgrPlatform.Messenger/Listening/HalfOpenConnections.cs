using System.Net;
using MgrPlatform.Messenger.Connections;

namespace MgrPlatform.Messenger.Listening;

/// <summary>
/// The accepted connections that have no session yet. There are never more than the limits say: over them the oldest goes, of the same
/// address first, so that one address cannot keep the others out and a crowd of slow ones cannot keep a quick one out.
/// </summary>
internal sealed class HalfOpenConnections(MessengerOptions options)
{
    private static readonly CloseReason TooMany = new(CloseKind.TooMany, "too many connections that have not proved who they are");

    private readonly Lock _gate = new();
    private readonly LinkedList<Entry> _all = [];
    private readonly Dictionary<Link, LinkedListNode<Entry>> _nodes = [];
    private readonly Dictionary<IPAddress, LinkedList<LinkedListNode<Entry>>> _byAddress = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _all.Count;
            }
        }
    }

    /// <summary>True when others were closed to make room.</summary>
    public bool Add(Link link, IPAddress address)
    {
        List<Link> closed = [];
        lock (_gate)
        {
            var ofAddress = _byAddress.GetValueOrDefault(address);
            if (ofAddress?.Count >= options.UnauthenticatedPerAddress)
            {
                closed.Add(RemoveNode(ofAddress.First!.Value));
            }

            if (_all.Count >= options.Unauthenticated)
            {
                closed.Add(RemoveNode(_all.First!));
            }

            if (!_byAddress.TryGetValue(address, out ofAddress))
            {
                _byAddress[address] = ofAddress = [];
            }

            var node = _all.AddLast(new Entry(link, address));
            _nodes.Add(link, node);
            node.Value.OfAddress = ofAddress.AddLast(node);
        }

        closed.ForEach(static link => link.Stop(TooMany));
        return closed.Count > 0;
    }

    public void Remove(Link link)
    {
        lock (_gate)
        {
            if (_nodes.TryGetValue(link, out var node))
            {
                RemoveNode(node);
            }
        }
    }

    public IReadOnlyList<Link> Snapshot()
    {
        lock (_gate)
        {
            return [.. _all.Select(static entry => entry.Link)];
        }
    }

    private Link RemoveNode(LinkedListNode<Entry> node)
    {
        _all.Remove(node);
        _nodes.Remove(node.Value.Link);
        var ofAddress = _byAddress[node.Value.Address];
        ofAddress.Remove(node.Value.OfAddress!);
        if (ofAddress.Count == 0)
        {
            _byAddress.Remove(node.Value.Address);
        }

        return node.Value.Link;
    }

    private sealed record Entry(Link Link, IPAddress Address)
    {
        public LinkedListNode<LinkedListNode<Entry>>? OfAddress { get; set; }
    }
}
