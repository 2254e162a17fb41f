using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Text.Json;
using System.Threading.Channels;
using MgrPlatform.PluginSdk;

namespace MgrPlatform.Modules.Runtimes.Rpc;

/// <summary>
/// JSON-RPC 2.0, one message a line, both directions over one stream (plugin-sdk/protocol, section 1). Every queue and length has a bound;
/// whoever breaks one costs this connection only.
/// </summary>
public sealed class RpcConnection : IAsyncDisposable
{
    internal const int ParseError = -32700;
    internal const int InvalidRequest = -32600;
    internal const int MethodNotFound = -32601;
    internal const int InvalidParams = -32602;
    internal const int CallFailed = -32000;

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true, // Documents are embedded as they are; each was made by a writer that validates.
    };

    private static readonly TimeSpan LastWordPatience = TimeSpan.FromSeconds(1);

    private readonly Stream _stream;
    private readonly IRpcHandler _handler;
    private readonly RpcLimits _limits;
    private readonly Channel<ReadOnlyMemory<byte>> _outbox;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonElement>> _calls = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource<string> _reason = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _nextId;
    private long _outboxBytes;
    private int _requestsUnderWay;
    private Task _loops = Task.CompletedTask;
    private Task _writing = Task.CompletedTask;
    private volatile string? _lastWord;

    public RpcConnection(Stream stream, IRpcHandler handler, RpcLimits limits)
    {
        _stream = stream;
        _handler = handler;
        _limits = limits;
        _outbox = Channel.CreateBounded<ReadOnlyMemory<byte>>(
            new BoundedChannelOptions(limits.OutboxMessages) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    }

    /// <summary>Completes with the reason when the connection has ended; empty when the other side simply closed it.</summary>
    public Task<string> Ended => _reason.Task;

    /// <summary>Requests of ours that wait for an answer.</summary>
    public int CallsUnderWay => _calls.Count;

    public void Start()
    {
        _writing = Task.Run(WriteAllAsync);
        _loops = Task.WhenAll(Task.Run(ReadAllAsync), _writing);
    }

    /// <summary>Sends a request. Its answer ends with <see cref="ModuleCallException"/> when the other side refused, or
    /// <see cref="RpcException"/> when the connection ended first.</summary>
    public RunnerCall Begin(string method, Action<Utf8JsonWriter> writeParameters)
    {
        var id = Interlocked.Increment(ref _nextId);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[id] = answer;
        try
        {
            Enqueue(Message(method, id, writeParameters));
        }
        catch (ModuleCallException tooLong)
        {
            _calls.TryRemove(id, out _);
            answer.TrySetException(tooLong);
        }

        if (_reason.Task.IsCompletedSuccessfully && _calls.TryRemove(id, out _))
        {
            answer.TrySetException(new RpcException(_reason.Task.Result));
        }

        return new RunnerCall(answer.Task, () => Notify("cancel", writer => writer.WriteNumber("id", id)));
    }

    /// <summary>Sends a notification; never waits. A connection whose outbox is full ends.</summary>
    public void Notify(string method, Action<Utf8JsonWriter> writeParameters) => Enqueue(Message(method, null, writeParameters));

    /// <summary>Ends the connection for <paramref name="reason"/>; the first reason stays.</summary>
    public void End(string reason)
    {
        if (!_reason.TrySetResult(reason))
        {
            return;
        }

        _ended.Cancel();
        _outbox.Writer.TryComplete();
        foreach (var id in _calls.Keys)
        {
            if (_calls.TryRemove(id, out var call))
            {
                call.TrySetException(new RpcException(reason));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        End("");
        await _stream.DisposeAsync();
        await _loops;
        _ended.Dispose();
    }

    private static byte[] Message(string? method, long? id, Action<Utf8JsonWriter> writeParameters)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc"u8, "2.0"u8);
            if (id is { } number)
            {
                writer.WriteNumber("id"u8, number);
            }

            writer.WriteString("method"u8, method);
            writer.WriteStartObject("params"u8);
            writeParameters(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Line(buffer);
    }

    private static byte[] Result(long id, RpcAnswer answer)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc"u8, "2.0"u8);
            writer.WriteNumber("id"u8, id);
            writer.WritePropertyName("result"u8);
            answer.WriteTo(writer);
            writer.WriteEndObject();
        }

        return Line(buffer);
    }

    private static byte[] Error(long? id, int code, string message, int errno, string? traceback = null)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc"u8, "2.0"u8);
            if (id is { } number)
            {
                writer.WriteNumber("id"u8, number);
            }
            else
            {
                writer.WriteNull("id"u8);
            }

            writer.WriteStartObject("error"u8);
            writer.WriteNumber("code"u8, code);
            writer.WriteString("message"u8, message);
            writer.WriteStartObject("data"u8);
            writer.WriteNumber("errno"u8, errno);
            if (traceback is not null)
            {
                writer.WriteString("traceback"u8, traceback);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Line(buffer);
    }

    private static byte[] Line(ArrayBufferWriter<byte> buffer)
    {
        buffer.GetSpan(1)[0] = (byte)'\n';
        buffer.Advance(1);
        return buffer.WrittenSpan.ToArray();
    }

    private void Enqueue(ReadOnlyMemory<byte> line)
    {
        if (line.Length > _limits.MessageBytes)
        {
            throw new ModuleCallException(-7, $"a message of {line.Length} bytes is above the limit of {_limits.MessageBytes}");
        }

        if (Interlocked.Add(ref _outboxBytes, line.Length) > _limits.OutboxBytes || !_outbox.Writer.TryWrite(line))
        {
            End(_lastWord ?? "it does not read what the host sends");
        }
    }

    private async Task WriteAllAsync()
    {
        try
        {
            await foreach (var line in _outbox.Reader.ReadAllAsync(_ended.Token))
            {
                await _stream.WriteAsync(line, _ended.Token);
                Interlocked.Add(ref _outboxBytes, -line.Length);
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            End("");
        }
    }

    private async Task ReadAllAsync()
    {
        long scanned = 0;
        var reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024, leaveOpen: true));
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(_ended.Token);
                var buffer = read.Buffer;
                while (buffer.Slice(scanned).PositionOf((byte)'\n') is { } end)
                {
                    var line = buffer.Slice(0, end);
                    if (line.Length > _limits.MessageBytes)
                    {
                        End(TooLong());
                        return;
                    }

                    OnLine(line);
                    buffer = buffer.Slice(buffer.GetPosition(1, end));
                    scanned = 0;
                }

                scanned = buffer.Length; // A long line comes in many pieces: each is looked at once.

                if (buffer.Length > _limits.MessageBytes)
                {
                    End(TooLong());
                    return;
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted)
                {
                    End("");
                    return;
                }
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            End("");
        }
        catch (JsonException error)
        {
            await EndWithAnswerAsync($"it sent a line that is not JSON ({error.Message.Split('.')[0]})");
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException or ModuleCallException)
        {
            // What JsonElement throws when a member is not of the documented kind, or its text not Unicode.
            End($"it broke the protocol: {error.Message}");
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private string TooLong() => $"it sent a message above the limit of {_limits.MessageBytes} bytes";

    /// <summary>Lets the other side read what was wrong before the connection ends.</summary>
    private async Task EndWithAnswerAsync(string reason)
    {
        _lastWord = reason;
        TryEnqueueError(null, ParseError, "this is not JSON", -22, null);
        _outbox.Writer.TryComplete();
        await Task.WhenAny(_writing, Task.Delay(LastWordPatience, _ended.Token));
        End(reason);
    }

    private void OnLine(ReadOnlySequence<byte> line)
    {
        if (line.IsEmpty)
        {
            return;
        }

        // A copy: the answer outlives the pipe's buffer.
        using var document = JsonDocument.Parse(line.ToArray().AsMemory());
        var message = document.RootElement;
        if (message.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("a message must be an object");
        }

        long? id = message.TryGetProperty("id", out var idValue) && idValue.ValueKind == JsonValueKind.Number && idValue.TryGetInt64(out var number)
            ? number
            : null;
        if (message.TryGetProperty("method", out var methodValue) && methodValue.ValueKind == JsonValueKind.String)
        {
            var parameters = message.TryGetProperty("params", out var given) ? given.Clone() : default;
            OnRequest(id, methodValue.GetString()!, parameters);
        }
        else if (id is { } answered && _calls.TryRemove(answered, out var call))
        {
            OnAnswer(call, message);
        }
        else if (!message.TryGetProperty("result", out _) && !message.TryGetProperty("error", out _))
        {
            throw new JsonException("a message is a request, a notification or an answer");
        }
    }

    private static void OnAnswer(TaskCompletionSource<JsonElement> call, JsonElement message)
    {
        if (message.TryGetProperty("result", out var result))
        {
            call.TrySetResult(result.Clone());
            return;
        }

        if (!message.TryGetProperty("error", out var error) || error.ValueKind != JsonValueKind.Object)
        {
            call.TrySetException(new ModuleCallException(-22, "the answer has neither result nor error"));
            return;
        }

        var code = error.TryGetProperty("code", out var codeValue) && codeValue.ValueKind == JsonValueKind.Number && codeValue.TryGetInt32(out var value) ? value : CallFailed;
        var text = error.TryGetProperty("message", out var messageValue) && messageValue.ValueKind == JsonValueKind.String
            ? messageValue.GetString()!
            : "no reason given";
        int? errno = null;
        string? traceback = null;
        if (error.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object)
        {
            errno = data.TryGetProperty("errno", out var errnoValue) && errnoValue.ValueKind == JsonValueKind.Number
                && errnoValue.TryGetInt32(out var errnoNumber) ? errnoNumber : null;
            traceback = data.TryGetProperty("traceback", out var trace) && trace.ValueKind == JsonValueKind.String ? trace.GetString() : null;
            if (data.TryGetProperty("file", out var file) && file.ValueKind == JsonValueKind.String)
            {
                var line = data.TryGetProperty("line", out var lineValue) && lineValue.ValueKind == JsonValueKind.Number ? $", line {lineValue}" : "";
                text += $" ({file.GetString()}{line})";
            }
        }

        call.TrySetException(RpcException.FromError(code, text, errno, traceback));
    }

    private void OnRequest(long? id, string method, JsonElement parameters)
    {
        if (id is not { } request)
        {
            _handler.Notify(method, parameters);
            return;
        }

        if (Interlocked.Increment(ref _requestsUnderWay) > _limits.RequestsUnderWay)
        {
            Interlocked.Decrement(ref _requestsUnderWay);
            Enqueue(Error(request, CallFailed, $"more than {_limits.RequestsUnderWay} calls are under way; wait for some", -11));
            return;
        }

        _ = AnswerAsync(request, method, parameters);
    }

    /// <summary>Owned by the connection: it cannot fail, and ends with the token of the connection.</summary>
    private async Task AnswerAsync(long id, string method, JsonElement parameters)
    {
        try
        {
            var result = await _handler.CallAsync(method, parameters, _ended.Token);
            Enqueue(Result(id, result));
        }
        catch (OperationCanceledException)
        {
            TryEnqueueError(id, CallFailed, "the call was cancelled", -125, null);
        }
        catch (ModuleCallException error)
        {
            var code = error.Errno == -38 ? MethodNotFound : CallFailed;
            TryEnqueueError(id, code, error.Message, error.Errno, error.Traceback);
        }
        catch (Exception error) when (error is InvalidOperationException or KeyNotFoundException or FormatException or JsonException or ArgumentException)
        {
            // The parameters were not of the documented shape: JsonElement says so by these exceptions.
            TryEnqueueError(id, InvalidParams, $"bad params for {method}: {error.Message}", -22, null);
        }
#pragma warning disable CA1031 // Whatever fails in the host (a full disk, a lost backend): the module gets an answer, and does not wait for ever.
        catch (Exception error)
#pragma warning restore CA1031
        {
            TryEnqueueError(id, CallFailed, $"the host could not answer {method}: {error.Message}", -5, null);
        }
        finally
        {
            Interlocked.Decrement(ref _requestsUnderWay);
        }
    }

    private void TryEnqueueError(long? id, int code, string message, int errno, string? traceback)
    {
        if (_reason.Task.IsCompleted)
        {
            return;
        }

        var line = Error(id, code, message, errno, traceback);
        Enqueue(line.Length <= _limits.MessageBytes ? line : Error(id, code, "the reason is too long to be sent", errno));
    }
}
