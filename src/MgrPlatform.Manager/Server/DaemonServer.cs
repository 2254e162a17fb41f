using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Manager.Caps;
using MgrPlatform.Manager.Commands;
using MgrPlatform.Manager.Daemons;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Manager.Server;

/// <summary>
/// Where daemons report and clients send commands. A peer is who its ticket says; what does not fit that costs its connection and is said
/// once. Reports are taken in on the connection's own turn, commands run beside it.
/// </summary>
public sealed partial class DaemonServer(
    DaemonStateIndex daemons, DaemonServerOptions options, IDaemonServerOwner owner, TimeProvider time, ILogger<DaemonServer> logger)
    : IPeerHandler, IAsyncDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(10);

    private readonly SayOnce _sayOnce = new(Silence, time);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Task, byte> _commands = [];
    private DaemonServerOptions _options = options;
    private int _running;

    /// <summary>What daemons are asked to report from now on; those that are connected are told.</summary>
    public void Configure(DaemonServerOptions changed, IEnumerable<PeerConnection> connections)
    {
        var before = Interlocked.Exchange(ref _options, changed);
        if (before.StatsPeriod == changed.StatsPeriod && before.StatsThreshold == changed.StatsThreshold)
        {
            return;
        }

        foreach (var connection in connections.Where(static connection => connection.Tag is ServerPeer { Session.Key: not null }))
        {
            connection.Send(Configuration());
        }
    }

    public ValueTask OnReadyAsync(PeerConnection connection)
    {
        var peer = connection.Peer!;
        var identity = peer.Identity ?? throw new InvalidOperationException("a peer that came to us has proved who it is");
        var address = peer.Addresses.Msgr2 ?? peer.Addresses.Legacy;
        var caps = identity.AllowAll ? ManagerCaps.Everything : ManagerCaps.Parse(identity.Caps);
        connection.Tag ??= new ServerPeer(identity, new DaemonPeer(identity.Name, identity.GlobalId, address), caps);
        return ValueTask.CompletedTask;
    }

    public async ValueTask OnMessageAsync(PeerConnection connection, IncomingMessage message)
    {
        var peer = (ServerPeer)connection.Tag!;
        try
        {
            await HandleAsync(connection, peer, message);
        }
        catch (WireFormatException error)
        {
            var name = Name(peer);
            if (_sayOnce.ShouldSay($"wire {name}"))
            {
                Log.WireError(logger, name, error.Message);
            }

            connection.Close(error.Message);
        }
    }

    public ValueTask OnInterruptedAsync(PeerConnection connection, CloseReason reason) => ValueTask.CompletedTask;

    public ValueTask OnSessionLostAsync(PeerConnection connection) => ValueTask.CompletedTask;

    public ValueTask OnClosedAsync(PeerConnection connection, CloseReason reason)
    {
        if (connection.Tag is ServerPeer { Session.Key: not null } peer)
        {
            daemons.Lost(peer.Session);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Ends the commands that are under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_commands.Keys);
        _stopping.Dispose();
    }

    private static string Name(ServerPeer peer) => peer.Session.Key?.ToString() ?? peer.Identity.Name.ToString();

    private async ValueTask HandleAsync(PeerConnection connection, ServerPeer peer, IncomingMessage incoming)
    {
        switch (MessageCodec.Decode(incoming.Header, incoming.Front, incoming.Middle, incoming.Data))
        {
            case MMgrReport report:
                incoming.Recycle();
                Accept(connection, peer, daemons.Report(peer.Session, report, Now()));
                break;
            case MPGStats stats:
                incoming.Recycle();
                await TakeStatsAsync(connection, peer, stats);
                break;
            case MMgrOpen open:
                Open(connection, peer, open);
                break;
            case MMgrUpdate update:
                Accept(connection, peer, daemons.Update(peer.Session, update, Now()));
                break;
            case MMgrClose close:
                if (Accept(connection, peer, daemons.Close(peer.Session, close)))
                {
                    connection.Send(close); // The daemon waits for it before it ends.
                }

                break;
            case MMgrCommand command:
                Begin(connection, peer, incoming.Header.TransactionId, command.Command, command.Data, isTell: false);
                break;
            case MCommand command:
                Begin(connection, peer, incoming.Header.TransactionId, command.Command, command.Data, isTell: true);
                break;
            default:
                break; // What others send a manager (maps, pings) it does not need.
        }
    }

    private double Now() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;

    private void Open(PeerConnection connection, ServerPeer peer, MMgrOpen open)
    {
        if (!Accept(connection, peer, daemons.Open(peer.Session, open, Now())))
        {
            return;
        }

        if (_sayOnce.ShouldSay($"open {Name(peer)}"))
        {
            Log.Opened(logger, Name(peer)); // One whose connection flaps says so once a while.
        }

        connection.Send(Configuration());
    }

    private MMgrConfigure Configuration()
    {
        var current = Volatile.Read(ref _options);
        return new MMgrConfigure((uint)current.StatsPeriod.TotalSeconds, (uint)current.StatsThreshold, [], null);
    }

    /// <summary>False when the outcome is a refusal: then the connection is on its way out.</summary>
    private bool Accept(PeerConnection connection, ServerPeer peer, ReportOutcome outcome)
    {
        if (outcome.Refusal is { } refusal)
        {
            // By who it is: what it says it is it may say differently each time.
            if (_sayOnce.ShouldSay($"refusal {peer.Identity.Name}"))
            {
                Log.Refused(logger, refusal);
            }

            connection.Close(refusal);
            return false;
        }

        if (outcome.SchemaChanged)
        {
            owner.OnSchemaChanged(peer.Session.Key!.Value);
        }

        return true;
    }

    private async ValueTask TakeStatsAsync(PeerConnection connection, ServerPeer peer, MPGStats stats)
    {
        var name = peer.Identity.Name;
        if (name.Type == EntityType.Osd && int.TryParse(name.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var osd))
        {
            await owner.OnPgStatsAsync(osd, stats);
        }
        else
        {
            Accept(connection, peer, new ReportOutcome($"{name} reports placement groups, and is no OSD"));
        }
    }

    private void Begin(
        PeerConnection connection, ServerPeer peer, ulong transaction, IReadOnlyList<string> words, ReadOnlyMemory<byte> input, bool isTell)
    {
        var current = Volatile.Read(ref _options);
        var (all, own) = (Interlocked.Increment(ref _running), Interlocked.Increment(ref peer.Commands));
        if (all > current.Commands || own > current.CommandsPerConnection)
        {
            End(peer);
            if (_sayOnce.ShouldSay($"commands {Name(peer)}"))
            {
                Log.TooManyCommands(logger, Name(peer));
            }

            Reply(
                connection,
                transaction,
                CommandResult.Failure(Errno.TryAgain, "too many commands at the same time; try again in a moment"),
                isTell);
            return;
        }

        var command = RunAsync(connection, peer, transaction, words, input, isTell);
        if (!command.IsCompleted)
        {
            _commands[command] = 0;
            command.ContinueWith(
                static (done, commands) => ((ConcurrentDictionary<Task, byte>)commands!).TryRemove(done, out _),
                _commands,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    private void End(ServerPeer peer)
    {
        Interlocked.Decrement(ref _running);
        Interlocked.Decrement(ref peer.Commands);
    }

    private async Task RunAsync(
        PeerConnection connection, ServerPeer peer, ulong transaction, IReadOnlyList<string> words, ReadOnlyMemory<byte> input, bool isTell)
    {
        var started = time.GetTimestamp();
        var prefix = "";
        try
        {
            var result = Parse(words) is not { } command
                ? CommandResult.Failure(Errno.Invalid, "a command is one JSON object with the key 'prefix'")
                : await owner.ExecuteAsync(Request(command, peer, input, out prefix), isTell, _stopping.Token);
            Log.Answered(logger, peer.Identity.Name.ToString(), prefix, result.Code, time.GetElapsedTime(started).TotalMilliseconds);
            Reply(connection, transaction, result, isTell);
        }
        catch (OperationCanceledException)
        {
            // No answer: the client asks the manager that is active next.
        }
#pragma warning disable CA1031 // Whatever fails in here: the client gets an answer, and the manager lives.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Log.CommandFailed(logger, prefix, peer.Identity.Name.ToString(), error);
            Reply(connection, transaction, CommandResult.Failure(Errno.InputOutput, $"the manager failed: {error.Message}"), isTell);
        }
        finally
        {
            End(peer);
        }
    }

    private JsonObject? Parse(IReadOnlyList<string> words)
    {
        var text = string.Concat(words);
        if (text.Length > Volatile.Read(ref _options).CommandLength)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static CommandRequest Request(JsonObject command, ServerPeer peer, ReadOnlyMemory<byte> input, out string prefix)
    {
        var address = peer.Session.Peer.Address.EndPoint?.Address;
        var caller = new CommandCaller(
            peer.Identity.Name.ToString(),
            asked => peer.Caps.Allows(new CommandClaim(
                OwnCommands.Find(asked.Prefix)?.Module ?? "mgr", asked.Module, asked.Prefix, asked.Arguments, asked.Permission, address)));
        var request = new CommandRequest(command, input, caller);
        prefix = request.Prefix;
        return request;
    }

    private static void Reply(PeerConnection connection, ulong transaction, CommandResult result, bool isTell) => connection.Send(
        isTell
            ? new MCommandReply(result.Code, result.Status) { Data = result.Output }
            : new MMgrCommandReply(result.Code, result.Status) { Data = result.Output },
        transaction);
}
