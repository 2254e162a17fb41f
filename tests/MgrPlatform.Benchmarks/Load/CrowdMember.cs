using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Wire.Messages;

namespace MgrPlatform.Benchmarks.Load;

/// <summary>One end of a connection to the manager: says its first words once it is let in, and passes on that it was answered.</summary>
/// <param name="onRefused">It was closed before it was let in: a daemon tries again.</param>
internal sealed class CrowdMember(Message? first, Action onAnswer, Action onRefused) : IPeerHandler
{
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile bool _isReady;

    public PeerConnection Connection { get; set; } = null!;

    /// <summary>Why it is over; null while it is not.</summary>
    public string? Closed => _closed.Task.IsCompletedSuccessfully ? _closed.Task.Result : null;

    public ValueTask OnReadyAsync(PeerConnection connection)
    {
        _isReady = true;
        if (first is not null)
        {
            connection.Send(first);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask OnMessageAsync(PeerConnection connection, IncomingMessage message)
    {
        onAnswer();
        return ValueTask.CompletedTask;
    }

    public ValueTask OnInterruptedAsync(PeerConnection connection, CloseReason reason) => ValueTask.CompletedTask;

    public ValueTask OnSessionLostAsync(PeerConnection connection) => ValueTask.CompletedTask;

    public ValueTask OnClosedAsync(PeerConnection connection, CloseReason reason)
    {
        _closed.TrySetResult(reason.ToString()!);
        if (!_isReady)
        {
            onRefused();
        }

        return ValueTask.CompletedTask;
    }
}
