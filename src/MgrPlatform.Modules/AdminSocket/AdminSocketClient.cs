using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Modules.AdminSocket;

/// <summary>Sends commands to a daemon's admin socket, ours or a real Ceph daemon's.</summary>
public sealed class AdminSocketClient(string path, AdminSocketClientOptions? options = null)
{
    private readonly AdminSocketClientOptions _options = options ?? new AdminSocketClientOptions();

    /// <summary>Sends one command over a connection of its own.</summary>
    /// <param name="input">What <c>-i</c> gives. A real Ceph daemon has no place for it and passes over it.</param>
    /// <returns>
    /// The result. A real Ceph daemon does not tell output from status: a failure's text is its status, all else output.
    /// </returns>
    /// <exception cref="IOException">Nobody answers, or not as agreed; the message says what to do.</exception>
    public async Task<CommandResult> SendAsync(JsonObject command, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var map = (JsonObject)command.DeepClone();
        map[AdminSocketRequest.ResultMember] = true;
        if (!input.IsEmpty)
        {
            map[AdminSocketRequest.InputMember] = Convert.ToBase64String(input.Span);
        }

        using var socket = await ConnectAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.AnswerTime);
        try
        {
            return await ExchangeAsync(socket, Encoding.UTF8.GetBytes(map.ToJsonString()), limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"the daemon at {path} has not answered '{map["prefix"]}' within {_options.AnswerTime.TotalSeconds:0} s");
        }
        catch (Exception error) when (error is SocketException or EndOfStreamException or IOException { InnerException: SocketException })
        {
            throw new IOException($"the daemon at {path} closed the connection before it had answered '{map["prefix"]}'", error);
        }
        catch (FormatException error)
        {
            throw new IOException($"the daemon at {path} answered '{map["prefix"]}' with something else than a result", error);
        }
    }

    /// <summary>Asks for what the daemon can be told to do.</summary>
    /// <exception cref="IOException">As <see cref="SendAsync"/>.</exception>
    public async Task<CommandTable> GetTableAsync(CancellationToken cancellationToken)
    {
        var request = new JsonObject { ["prefix"] = "get_command_descriptions", ["format"] = "json" };
        var result = await SendAsync(request, default, cancellationToken);
        try
        {
            using var descriptions = JsonDocument.Parse(result.Output);
            return CommandDescriptions.FromJson(descriptions.RootElement).Table;
        }
        catch (JsonException error)
        {
            throw new IOException($"the daemon at {path} does not describe its commands: {result.Status}{result.OutputText}", error);
        }
    }

    private async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.ConnectTime);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), limit.Token);
            return socket;
        }
        catch (ArgumentException error)
        {
            socket.Dispose();
            throw new IOException($"the path {path} is too long for a socket; Linux allows {AdminSocketPath.MaximumBytes} bytes", error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new IOException(
                $"the daemon at {path} has accepted no connection within {_options.ConnectTime.TotalSeconds:0} s; it may hang");
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw new IOException(error.SocketErrorCode switch
            {
                SocketError.AccessDenied => $"the admin socket {path} belongs to another user; become that user",
                SocketError.ConnectionRefused => $"nobody listens at {path}; start the daemon",
                _ => $"there is no admin socket at {path}; start the daemon, or check the path",
            }, error);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<CommandResult> ExchangeAsync(Socket socket, byte[] request, CancellationToken cancellationToken)
    {
        using var stream = new NetworkStream(socket, ownsSocket: false);
        try
        {
            await stream.WriteAsync(new byte[][] { request, [0] }.SelectMany(static part => part).ToArray(), cancellationToken);
        }
        catch (IOException error) when (error.InnerException is SocketException)
        {
            // It may have refused before it had read all: its answer is there to read.
        }

        var text = await ReadFrameAsync(stream, cancellationToken) ?? throw new EndOfStreamException();
        var parts = await ReadFrameAsync(stream, cancellationToken);
        return AdminSocketAnswer.Decode(text, parts);
    }

    /// <returns>Null when the daemon has nothing more to say.</returns>
    private async Task<ReadOnlyMemory<byte>?> ReadFrameAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var header = new byte[4];
        try
        {
            if (await stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken) < header.Length)
            {
                return null;
            }
        }
        catch (IOException error) when (error.InnerException is SocketException)
        {
            return null; // Closed with some of our request unread.
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (length > _options.MaximumAnswerBytes)
        {
            throw new IOException($"the daemon at {path} answers with {length} bytes; at most {_options.MaximumAnswerBytes} are taken");
        }

        var body = new byte[length];
        await stream.ReadExactlyAsync(body, cancellationToken);
        return body;
    }
}
