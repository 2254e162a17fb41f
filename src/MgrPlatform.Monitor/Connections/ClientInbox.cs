using System.Diagnostics.CodeAnalysis;
using MgrPlatform.Monitor.Daemon;

namespace MgrPlatform.Monitor.Connections;

/// <summary>
/// What clients have said and the loop has not taken yet. The clients take turns, one message each, so that whoever floods the monitor
/// waits for himself; a connection whose lane is full is not read from, nor is any while all of them together hold too much.
/// </summary>
/// <param name="messages">Of all clients.</param>
/// <param name="bytes">Of all clients; one message is let in however large.</param>
/// <param name="perClient">Messages of one client.</param>
/// <param name="wake">Called when something is there after nothing was; not under the lock.</param>
internal sealed class ClientInbox(int messages, long bytes, int perClient, Action wake)
{
    private readonly Lock _gate = new();
    private readonly Queue<ClientLane> _turns = [];
    private readonly Queue<ClientLane> _line = [];
    private int _count;
    private long _bytes;
    private bool _isClosed;

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _count == 0;
            }
        }
    }

    /// <summary>Done when it is in. One call a lane at a time. Once the inbox is closed, it takes everything and keeps nothing.</summary>
    public async ValueTask PostAsync(ClientLane lane, MonitorInput input, int size)
    {
        bool isFirst;
        while (true)
        {
            Task room;
            lock (_gate)
            {
                if (_isClosed)
                {
                    return;
                }

                var fits = Fits(size);
                if (fits && lane.Waiting.Count < perClient)
                {
                    isFirst = Add(lane, input, size);
                    break;
                }

                lane.Room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = lane.Room.Task;
                if (!fits && !lane.IsInLine)
                {
                    lane.IsInLine = true;
                    _line.Enqueue(lane);
                }
            }

            await room;
        }

        WakeIf(isFirst);
    }

    /// <summary>Takes it whatever the limits say: a client's beginning and its end.</summary>
    public void Post(ClientLane lane, MonitorInput input)
    {
        bool isFirst;
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            isFirst = Add(lane, input, size: 0);
        }

        WakeIf(isFirst);
    }

    public bool TryTake([NotNullWhen(true)] out MonitorInput? input)
    {
        lock (_gate)
        {
            if (!_turns.TryDequeue(out var lane))
            {
                input = null;
                return false;
            }

            (input, var size) = lane.Waiting.Dequeue();
            _count--;
            _bytes -= size;
            if (lane.Waiting.Count > 0)
            {
                _turns.Enqueue(lane);
            }

            if (!lane.IsInLine && lane.Waiting.Count <= perClient / 2)
            {
                Release(lane);
            }

            ReleaseLine();
            return true;
        }
    }

    /// <summary>The loop has ended: nobody waits any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (var lane in _turns.Concat(_line))
            {
                Release(lane);
            }

            _turns.Clear();
            _line.Clear();
            _count = 0;
        }
    }

    private static void Release(ClientLane lane)
    {
        lane.Room?.SetResult();
        lane.Room = null;
    }

    private bool Fits(int size) => _count == 0 || (_count < messages && _bytes + size <= bytes);

    private void WakeIf(bool isFirst)
    {
        if (isFirst)
        {
            wake();
        }
    }

    /// <summary>True when nothing was there before.</summary>
    private bool Add(ClientLane lane, MonitorInput input, int size)
    {
        lane.Waiting.Enqueue((input, size));
        _count++;
        _bytes += size;
        if (lane.Waiting.Count == 1)
        {
            _turns.Enqueue(lane);
        }

        return _count == 1;
    }

    /// <summary>As many as there are places; who finds none, because of its size, lines up again.</summary>
    private void ReleaseLine()
    {
        for (var places = messages - _count; places > 0 && _bytes <= bytes / 2 && _line.TryDequeue(out var lane); places--)
        {
            lane.IsInLine = false;
            Release(lane);
        }
    }
}
