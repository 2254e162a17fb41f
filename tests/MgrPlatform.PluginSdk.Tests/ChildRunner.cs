using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MgrPlatform.PluginSdk.Tests;

/// <summary>The host's end of the runner protocol with a real child at the other: no host code in between.</summary>
internal sealed class ChildRunner : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonElement>> _asked = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> _seen = new();
    private readonly SemaphoreSlim _writing = new(1);
    private Socket? _socket;
    private NetworkStream? _stream;
    private Task? _reading;
    private long _lastId;

    public required Process Process { get; init; }

    public required Task<string> Output { get; init; }

    public required Task<string> Errors { get; init; }

    /// <summary>Answers the child's calls.</summary>
    public Func<string, JsonElement, JsonNode?> OnCall { get; set; } = static (_, _) => new JsonObject();

    public static string RunnerPath { get; } = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "../../MgrPlatform.PluginSdk.Runner", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "MgrPlatform.PluginSdk.Runner.dll"));

    public static async Task<ChildRunner> StartAsync(string pluginPath, Func<string, JsonElement, JsonNode?>? onCall = null)
    {
        var directory = Directory.CreateTempSubdirectory("mgrp-socket-");
        var path = Path.Combine(directory.FullName, "s");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } self && Path.GetFileName(self) == "dotnet" ? self : "dotnet")
        {
            ArgumentList = { RunnerPath },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["MGRP_SOCKET"] = path, ["MGRP_TOKEN"] = "secret", ["MGRP_MODULE"] = "sample", ["MGRP_PATH"] = pluginPath },
        };
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        var process = Process.Start(start)!;
        var child = new ChildRunner
        {
            Process = process,
            Output = process.StandardOutput.ReadToEndAsync(),
            Errors = process.StandardError.ReadToEndAsync(),
        };
        child.OnCall = onCall ?? child.OnCall;
        child._socket = await listener.AcceptAsync().WaitAsync(Limit);
        child._stream = new NetworkStream(child._socket);
        child._reading = child.ReadAsync();
        directory.Delete(recursive: true);
        return child;
    }

    /// <summary>Completes with the params of the first message of this method that the child has sent.</summary>
    public Task<JsonElement> SeenAsync(string method) => Seen(method).Task.WaitAsync(Limit);

    public async Task<JsonElement> AskAsync(string method, JsonObject parameters)
    {
        var (_, answer) = await SendAsync(method, parameters);
        return await answer.WaitAsync(Limit);
    }

    public async Task<(long Id, Task<JsonElement> Answer)> SendAsync(string method, JsonObject parameters)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answer = _asked[id] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        await WriteAsync(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters });
        return (id, answer.Task);
    }

    public Task TellAsync(string method, JsonObject parameters) =>
        WriteAsync(new JsonObject { ["jsonrpc"] = "2.0", ["method"] = method, ["params"] = parameters });

    public async Task WriteLineAsync(string line)
    {
        await _writing.WaitAsync(Limit);
        await _stream!.WriteAsync(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
        _writing.Release();
    }

    public void Hangup() => _socket!.Shutdown(SocketShutdown.Both);

    public async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        await Process.WaitForExitAsync(limit.Token);
        return Process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            Process.Kill();
            await Process.WaitForExitAsync();
        }

        _stream?.Dispose();
        await (_reading ?? Task.CompletedTask);
        Process.Dispose();
        _writing.Dispose();
    }

    private TaskCompletionSource<JsonElement> Seen(string method) =>
        _seen.GetOrAdd(method, static _ => new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously));

    private Task WriteAsync(JsonObject message) => WriteLineAsync(message.ToJsonString());

    private async Task ReadAsync()
    {
        using var reader = new StreamReader(_stream!, leaveOpen: true);
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                await TakeAsync(JsonElement.Parse(line));
            }
        }
        catch (IOException)
        {
            // The child was killed, or the test hung up.
        }
    }

    private async Task TakeAsync(JsonElement message)
    {
        if (!message.TryGetProperty("method", out var method))
        {
            if (message.GetProperty("id").ValueKind == JsonValueKind.Number)
            {
                _asked[message.GetProperty("id").GetInt64()].SetResult(message);
            }
            else
            {
                Seen("error without id").TrySetResult(message);
            }

            return;
        }

        var parameters = message.GetProperty("params");
        Seen(method.GetString()!).TrySetResult(parameters);
        if (message.TryGetProperty("id", out var id))
        {
            await WriteAsync(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id.GetInt64(), ["result"] = OnCall(method.GetString()!, parameters) });
        }
    }
}
