using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.PluginSdk.Hosting;

namespace MgrPlatform.PluginSdk.Runner;

/// <summary>
/// JSON-RPC lines over one socket. Reading has a thread of its own, blocking: it must see the end of the connection
/// even when the module holds every pool thread, and it is the shortest way from the host to us.
/// </summary>
internal sealed class Connection : IHostChannel, IDisposable
{
    private const int DefaultMessageBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan CallLimit = TimeSpan.FromMinutes(10); // The host's own deadlines are far shorter.

    private readonly Socket _socket;
    private readonly SendQueue _outgoing;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonElement>> _calls = new();
    private readonly LineReader _lines;
    private long _lastId;

    public Connection(Socket socket)
    {
        _socket = socket;
        _outgoing = new SendQueue(socket);
        _lines = new LineReader(socket, DefaultMessageBytes);
    }

    /// <summary>Longest message in either direction.</summary>
    public int MessageBytes
    {
        get => _lines.MaxLength;
        set => _lines.MaxLength = value;
    }

    public async ValueTask<JsonElement> CallAsync(string method, JsonObject parameters, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[id] = answer;
        try
        {
            var message = Message.Request(id, method, parameters);
            if (message.Length > MessageBytes)
            {
                throw new ModuleCallException(-7, $"{method}: the message is larger than {MessageBytes} bytes, which the host would not read");
            }

            _outgoing.Send(message);
            return await answer.Task.WaitAsync(CallLimit, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new ModuleCallException(-ErrorCode.TimedOut, $"the host did not answer {method} within {CallLimit.TotalMinutes} minutes");
        }
        finally
        {
            _calls.TryRemove(id, out _);
        }
    }

    public void Notify(string method, JsonObject parameters)
    {
        var message = Message.Notification(method, parameters);
        if (message.Length <= MessageBytes)
        {
            _outgoing.Send(message);
        }
    }

    public void Answer(ReadOnlyMemory<byte> message) => _outgoing.Send(message);

    public void WaitUntilSent(TimeSpan limit) => _outgoing.WaitUntilSent(limit);

    /// <summary>Reads until the connection ends. Answers go to their callers, all else to the handlers, in order, on this thread.</summary>
    /// <param name="onRequest">Gets id, method and params; must only hand over.</param>
    /// <param name="onNotification">Gets method and params; must only hand over.</param>
    public void Read(Action<long, string, JsonElement> onRequest, Action<string, JsonElement> onNotification)
    {
        while (_lines.TryRead(out var line))
        {
            if (!Message.TryParse(line, out var message))
            {
                Answer(Message.Error(null, -32700, "the line is no JSON object", null));
                continue;
            }

            var id = message.TryGetProperty("id", out var idElement) && idElement.ValueKind == JsonValueKind.Number ? idElement.GetInt64() : (long?)null;
            if (Answers.Text(message, "method") is { } method)
            {
                var parameters = message.TryGetProperty("params", out var given) ? given : default;
                if (id is { } requestId)
                {
                    onRequest(requestId, method, parameters);
                }
                else
                {
                    onNotification(method, parameters);
                }
            }
            else if (id is { } answered && _calls.TryRemove(answered, out var waiting))
            {
                Complete(waiting, message);
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private static void Complete(TaskCompletionSource<JsonElement> waiting, JsonElement message)
    {
        if (!message.TryGetProperty("error", out var error) || error.ValueKind != JsonValueKind.Object)
        {
            waiting.TrySetResult(message.TryGetProperty("result", out var result) ? result : default);
            return;
        }

        var data = Answers.Member(error, "data") ?? default;
        var errno = (int)Answers.Integer(data, "errno");
        waiting.TrySetException(new ModuleCallException(
            errno == 0 ? -ErrorCode.Invalid : errno, Answers.Text(error, "message") ?? "the host refused the call", Answers.Text(data, "traceback")));
    }
}
