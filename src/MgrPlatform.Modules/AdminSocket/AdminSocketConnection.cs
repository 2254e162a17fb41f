using System.Buffers;
using System.Net.Sockets;
using MgrPlatform.Modules.Commands;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Modules.AdminSocket;

/// <summary>One client: reads one request, has it answered, writes the answer, and is done.</summary>
internal sealed partial class AdminSocketConnection(
    Socket socket,
    AdminSocketOptions options,
    AdminSocketWords words,
    Func<CommandRequest, CancellationToken, Task<CommandResult>> handler,
    TimeProvider time,
    ILogger logger)
{
    private const int LegacyLength = 4;
    private const int FirstRead = 4096;

    /// <param name="closing">The server wants to stop: a request that is not here yet is not awaited.</param>
    /// <param name="stopping">It has waited long enough: what is being answered should come to an end.</param>
    internal async Task RunAsync(CancellationToken closing, CancellationToken stopping)
    {
        try
        {
            var request = await ReadRequestAsync(closing);
            if (request is not null)
            {
                var result = request.Refusal ?? await AnswerAsync(request, stopping);
                await WriteAsync(AdminSocketAnswer.Encode(result, request.WantsResult));
            }
        }
        catch (SocketException)
        {
            // The client is gone.
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // Both sides know.
        }
        catch (OperationCanceledException)
        {
            Log.ClientTooSlow(logger, options.Path);
        }
        finally
        {
            socket.Dispose();
        }
    }

    /// <summary>Answers without reading, and closes.</summary>
    internal async Task RefuseAsync(string reason)
    {
        try
        {
            await WriteAsync(AdminSocketAnswer.Encode(CommandResult.Failure(Errno.TryAgain, reason), withResult: false));
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            // It does not even want to know.
        }
        finally
        {
            socket.Dispose();
        }
    }

    /// <returns>Null when the client left before its request was whole: then nobody waits for an answer.</returns>
    private async Task<AdminSocketRequest?> ReadRequestAsync(CancellationToken closing)
    {
        using var limit = new CancellationTokenSource(options.RequestTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, closing);
        var buffer = ArrayPool<byte>.Shared.Rent(FirstRead);
        var length = 0;
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(length), either.Token);
                if (received == 0)
                {
                    return null;
                }

                var from = length;
                length += received;
                if (TryFind(buffer.AsSpan(0, length), from) is { } request)
                {
                    return request;
                }

                if (length > options.MaximumRequestBytes)
                {
                    return AdminSocketRequest.Refuse($"the request is longer than {options.MaximumRequestBytes} bytes", Errno.TooLong);
                }

                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return AdminSocketRequest.Refuse(
                $"the request did not arrive within {options.RequestTime.TotalSeconds:0.#} s; end it with a NUL or a newline",
                Errno.TimedOut);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true); // Requests carry passwords.
        }
    }

    /// <summary>The request, once its end is there. Ceph's ends with the first NUL or newline.</summary>
    private AdminSocketRequest? TryFind(ReadOnlySpan<byte> received, int from)
    {
        if (received[0] == 0)
        {
            return received.Length >= LegacyLength ? AdminSocketRequest.FromNumber(received[..LegacyLength]) : null;
        }

        var end = received[from..].IndexOfAny((byte)0, (byte)'\n');
        return end >= 0 && from + end <= options.MaximumRequestBytes ? AdminSocketRequest.Parse(received[..(from + end)]) : null;
    }

    private async Task<CommandResult> AnswerAsync(AdminSocketRequest request, CancellationToken stopping)
    {
        var command = new CommandRequest(request.Command, request.Input, CommandCaller.Local);
        if (words.TryAnswer(command) is { } answer)
        {
            return answer;
        }

        try
        {
            return await handler(command, stopping).WaitAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return CommandResult.Failure(Errno.Canceled, "the manager is stopping; send the command again when it is back");
        }
#pragma warning disable CA1031 // The client gets an answer whatever the handler does, and the log the rest.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Log.HandlerFailed(logger, command.Prefix, error);
            return CommandResult.Failure(Errno.InputOutput, $"'{command.Prefix}' failed inside the manager; its log has the details");
        }
    }

    // Not under the stopping token: an answer that exists is sent, within its own limit.
    private async Task WriteAsync(ReadOnlyMemory<byte> answer)
    {
        using var limit = new CancellationTokenSource(options.AnswerTime, time);
        while (!answer.IsEmpty)
        {
            answer = answer[await socket.SendAsync(answer, limit.Token)..];
        }
    }
}
