using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Protocol;

namespace MgrPlatform.Benchmarks.Messenger;

/// <summary>Counts what arrives, and lets the other side wait for it.</summary>
internal sealed class BenchPeer : IPeerHandler, IDisposable
{
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly SemaphoreSlim _ready = new(0);
    private readonly SemaphoreSlim _closed = new(0);
    private int _count;

    /// <summary>So many messages make one arrival.</summary>
    public int Step { get; set; } = 1;

    public Action<PeerConnection>? Answer { get; init; }

    public ValueTask OnReadyAsync(PeerConnection connection)
    {
        _ready.Release();
        return ValueTask.CompletedTask;
    }

    public ValueTask OnMessageAsync(PeerConnection connection, IncomingMessage message)
    {
        Answer?.Invoke(connection);
        if (++_count >= Step)
        {
            _count = 0;
            _arrived.Release();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask OnInterruptedAsync(PeerConnection connection, CloseReason reason) => ValueTask.CompletedTask;

    public ValueTask OnSessionLostAsync(PeerConnection connection) => ValueTask.CompletedTask;

    public ValueTask OnClosedAsync(PeerConnection connection, CloseReason reason)
    {
        _closed.Release();
        return ValueTask.CompletedTask;
    }

    public Task ArrivalAsync() => WaitAsync(_arrived);

    public Task ReadyAsync() => WaitAsync(_ready);

    public Task ClosedAsync() => WaitAsync(_closed);

    public void Dispose()
    {
        _arrived.Dispose();
        _ready.Dispose();
        _closed.Dispose();
    }

    private static async Task WaitAsync(SemaphoreSlim what)
    {
        if (!await what.WaitAsync(TimeSpan.FromMinutes(1)))
        {
            throw new TimeoutException("the messenger does not get on");
        }
    }
}
