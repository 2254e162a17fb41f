using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace MgrPlatform.Conformance.Tests.Replay;

/// <summary>A real runner as a child, and the host's end of its connection.</summary>
internal sealed class RunnerChild : IAsyncDisposable
{
    private const int MaxWaiting = 100_000;

    private readonly Process _process;
    private readonly NetworkStream _stream;
    private readonly Task _reading;
    private readonly StringBuilder _output;
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(MaxWaiting);

    private RunnerChild(Process process, Socket socket, StringBuilder output)
    {
        _process = process;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _output = output;
        _reading = ReadAsync();
    }

    public int ProcessId => _process.Id;

    /// <summary>What the runner wrote to stdout and stderr so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static async Task<RunnerChild> StartAsync(
        string interpreter, string runner, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(interpreter, [runner]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(environment["MGRP_SOCKET"]));
        listener.Listen(1);
        var output = new StringBuilder();
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{interpreter} did not start");
        process.StandardInput.Close();
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            var socket = await listener.AcceptAsync(cancellationToken);
            return new RunnerChild(process, socket, output);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"the runner did not connect. It said: {output}");
        }

        void Keep(object sender, DataReceivedEventArgs line)
        {
            lock (output)
            {
                output.AppendLine(line.Data);
            }
        }
    }

    public async Task SendAsync(JsonNode message, CancellationToken cancellationToken) =>
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(message.ToJsonString() + "\n"), cancellationToken);

    /// <summary>The runner's next message, or null when it has closed the connection.</summary>
    public async Task<JsonObject?> ReceiveAsync(CancellationToken cancellationToken) =>
        await _lines.Reader.WaitToReadAsync(cancellationToken) && _lines.Reader.TryRead(out var line)
            ? JsonNode.Parse(line)?.AsObject() ?? throw new FormatException("the runner sent null")
            : null;

    public void Close() => _stream.Dispose();

    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        await _stream.DisposeAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            using var reader = new StreamReader(_stream, new UTF8Encoding(false, throwOnInvalidBytes: true), false, 65536, leaveOpen: true);
            while (await reader.ReadLineAsync() is { } line)
            {
                await _lines.Writer.WriteAsync(line);
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The runner went away, or the test hung up: both end the conversation.
        }
        finally
        {
            _lines.Writer.TryComplete();
        }
    }
}
