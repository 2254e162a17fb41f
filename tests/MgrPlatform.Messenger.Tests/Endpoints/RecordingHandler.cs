using System.Threading.Channels;
using MgrPlatform.Messenger.Protocol;

namespace MgrPlatform.Messenger.Tests.Endpoints;

/// <summary>Writes down what an owner is told, and lets a test wait for it.</summary>
internal sealed class RecordingHandler : IPeerHandler
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Channel<(PeerConnection Connection, object What)> _calls = Channel.CreateUnbounded<(PeerConnection, object)>();

    private readonly System.Collections.Concurrent.ConcurrentDictionary<Type, int> _counts = [];

    /// <summary>What the owner does with a message, besides.</summary>
    public Func<PeerConnection, IncomingMessage, ValueTask>? OnMessage { get; init; }

    public sealed record Ready;

    public sealed record Interrupted(CloseReason Reason);

    public sealed record SessionLost;

    public sealed record Closed(CloseReason Reason);

    public ValueTask OnReadyAsync(PeerConnection connection) => Note(connection, new Ready());

    public async ValueTask OnMessageAsync(PeerConnection connection, IncomingMessage message)
    {
        if (OnMessage is not null)
        {
            await OnMessage(connection, message);
        }

        await Note(connection, message);
    }

    public ValueTask OnInterruptedAsync(PeerConnection connection, CloseReason reason) => Note(connection, new Interrupted(reason));

    public ValueTask OnSessionLostAsync(PeerConnection connection) => Note(connection, new SessionLost());

    public ValueTask OnClosedAsync(PeerConnection connection, CloseReason reason) => Note(connection, new Closed(reason));

    /// <summary>The next call, which must be of this kind.</summary>
    public async Task<T> NextAsync<T>() => (await NextWithConnectionAsync<T>()).What;

    public async Task<(PeerConnection Connection, T What)> NextWithConnectionAsync<T>()
    {
        using var limit = new CancellationTokenSource(Limit);
        var (connection, what) = await _calls.Reader.ReadAsync(limit.Token);
        return (connection, Assert.IsType<T>(what));
    }

    /// <summary>The next call of this kind; others before it are passed over.</summary>
    public async Task<(PeerConnection Connection, T What)> SkipToAsync<T>()
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            var (connection, what) = await _calls.Reader.ReadAsync(limit.Token);
            if (what is T wanted)
            {
                return (connection, wanted);
            }
        }
    }

    public bool Saw<T>() => Count<T>() > 0;

    public int Count<T>() => _counts.GetValueOrDefault(typeof(T));

    /// <summary>What nobody has asked for is not kept.</summary>
    public void Forget()
    {
        while (_calls.Reader.TryRead(out _))
        {
        }
    }

    private ValueTask Note(PeerConnection connection, object what)
    {
        _counts.AddOrUpdate(what.GetType(), 1, static (_, count) => count + 1);
        Assert.True(_calls.Writer.TryWrite((connection, what)));
        return ValueTask.CompletedTask;
    }
}
