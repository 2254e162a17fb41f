using System.Collections.Concurrent;
using System.Net.Sockets;
using MgrPlatform.Modules.Commands;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Modules.AdminSocket;

/// <summary>Answers commands over a Unix socket in Ceph's admin-socket protocol, so that <c>ceph daemon PATH …</c> works.</summary>
/// <remarks>
/// One request per connection, all connections at once. The socket belongs to its owner alone: every caller may do everything.
/// </remarks>
public sealed partial class AdminSocketServer : IAsyncDisposable
{
    private const int Backlog = 128;
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromMilliseconds(100);
    private readonly AdminSocketOptions _options;
    private readonly Func<CommandRequest, CancellationToken, Task<CommandResult>> _handler;
    private readonly AdminSocketWords _words;
    private readonly TimeProvider _time;
    private readonly ILogger<AdminSocketServer> _logger;
    private readonly ConcurrentDictionary<AdminSocketConnection, Task> _connections = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationTokenSource _stopping = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private int _isStopped;

    /// <param name="table">What there is to call, asked anew for each <c>help</c> and <c>get_command_descriptions</c>.</param>
    /// <param name="handler">Answers every command but those that each admin socket has; also words that it does not know.</param>
    public AdminSocketServer(
        AdminSocketOptions options,
        Func<CommandTable> table,
        Func<CommandRequest, CancellationToken, Task<CommandResult>> handler,
        ILogger<AdminSocketServer> logger,
        TimeProvider? time = null)
    {
        _options = options;
        _handler = handler;
        _words = new AdminSocketWords(options, table);
        _logger = logger;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Clients that are connected now.</summary>
    public int ConnectionCount => _connections.Count;

    /// <summary>Listens from here on.</summary>
    /// <exception cref="IOException">The path cannot be used; the message says why.</exception>
    public void Start()
    {
        ObjectDisposedException.ThrowIf(_isStopped != 0, this);
        if (_listener is not null)
        {
            throw new InvalidOperationException("the admin socket has been started before");
        }

        _listener = AdminSocketPath.Listen(_options.Path, Backlog);
        _accepting = AcceptAsync(_listener);
        Log.Listening(_logger, _options.Path);
    }

    /// <summary>Takes no more clients, lets those that are being answered finish for a while, then cancels them.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _isStopped, 1) != 0)
        {
            return;
        }

        if (_listener is not null)
        {
            // Gone before it is closed: what comes to lie there afterwards is somebody else's.
            File.Delete(_options.Path);
        }

        await _closing.CancelAsync();
        await _accepting;
        _listener?.Dispose();
        var all = Task.WhenAll(_connections.Values);
        try
        {
            await all.WaitAsync(_options.StopTime, _time);
        }
        catch (TimeoutException)
        {
            Log.StopOverdue(_logger, _options.Path, _connections.Count);
            await _stopping.CancelAsync();
            await all; // Each ends at once but for sending its answer, which has a limit.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _closing.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                var socket = await listener.AcceptAsync(_closing.Token);
                var connection = new AdminSocketConnection(socket, _options, _words, _handler, _time, _logger);
                var isFull = _connections.Count >= _options.MaximumConnections;
                if (isFull)
                {
                    Log.TooMany(_logger, _options.Path, _options.MaximumConnections);
                    await connection.RefuseAsync($"{_options.MaximumConnections} commands are being answered; try again");
                }
                else
                {
                    Track(connection);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException error)
            {
                // Out of file descriptors, most likely: others will be closed.
                Log.AcceptFailed(_logger, _options.Path, error);
                await Task.Delay(PauseAfterError, _time, CancellationToken.None);
            }
        }
    }

    private void Track(AdminSocketConnection connection)
    {
        // Counted before it runs: one that ends at once must find itself here to remove.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[connection] = started.Task;
        _ = RunAsync(connection, started); // Stop awaits what is counted.
    }

    private async Task RunAsync(AdminSocketConnection connection, TaskCompletionSource ended)
    {
        try
        {
            await Task.Yield(); // A handler that computes must not keep the next client waiting.
            await connection.RunAsync(_closing.Token, _stopping.Token);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
            ended.SetResult();
        }
    }
}
