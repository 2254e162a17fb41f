using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MgrPlatform.Modules.Runtimes.Rpc;
using MgrPlatform.PluginSdk;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Modules.Runtimes.Child;

/// <summary>A module in a child process. When the process or its connection ends, the run has ended, and nothing of it stays.</summary>
internal sealed class ChildRunner(RunnerStart start, LaunchPlan plan, string folder) : IRunner, IRpcHandler
{
    private const int Protocol = 1;
    private static readonly TimeSpan LeaveTime = TimeSpan.FromSeconds(1); // What the protocol grants a runner after the end of the connection.

    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<JsonElement> _hello = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _lastErrors = new();
    private readonly Lock _signals = new();
    private Process? _process;
    private bool _isBuried;
    private RpcConnection? _connection;
    private Task _pumps = Task.CompletedTask;
    private Task _watch = Task.CompletedTask;
    private string? _killReason;
    private string _token = "";

    public int? ProcessId { get; private set; }

    public Task<string> Ended => _ended.Task;

    /// <summary>What <c>initialize</c> names as the file to load.</summary>
    public string? Entry => plan.Entry;

    public void StartProcess(ProcessStartInfo info)
    {
        _process = Process.Start(info) ?? throw new IOException($"{info.FileName} was not started");
        ProcessId = _process.Id;
        _process.StandardInput.Close();
        _pumps = Task.WhenAll(
            PumpAsync(_process.StandardOutput.BaseStream, LogLevel.Information, "stdout", keep: false),
            PumpAsync(_process.StandardError.BaseStream, LogLevel.Warning, "stderr", keep: true));
    }

    /// <summary>Waits for the child's connection and hello.</summary>
    public async Task ConnectAsync(Socket listener, string token, RpcLimits limits, CancellationToken cancellationToken)
    {
        _token = token;
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var accept = listener.AcceptAsync(waiting.Token).AsTask();
        var exit = _process?.WaitForExitAsync(waiting.Token) ?? Task.Delay(Timeout.Infinite, waiting.Token);
        if (await Task.WhenAny(accept, exit) == exit && !accept.IsCompletedSuccessfully)
        {
            await waiting.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            await WaitForPumpsAsync();
            throw new IOException(DescribeExit());
        }

        var socket = await accept;
        await waiting.CancelAsync();
        _connection = new RpcConnection(new NetworkStream(socket, ownsSocket: true), this, limits);
        _connection.Start();
        var hello = await Task.WhenAny(_hello.Task, _connection.Ended).WaitAsync(cancellationToken);
        if (hello != _hello.Task)
        {
            await WaitForPumpsAsync();
            throw new IOException($"it ended before it said hello{Suffix(await _connection.Ended)}");
        }

        var parameters = await _hello.Task;
        if (_process is null && parameters.TryGetProperty("pid", out var pid) && pid.TryGetInt32(out var id) && id > 1)
        {
            ProcessId = id;
        }

        _watch = Task.Run(WatchAsync, CancellationToken.None);
    }

    public RunnerCall Begin(string method, Action<Utf8JsonWriter> writeParameters) => _connection!.Begin(method, writeParameters);

    public void Notify(string method, Action<Utf8JsonWriter> writeParameters) => _connection!.Notify(method, writeParameters);

    public void DumpStacks()
    {
        lock (_signals)
        {
            if (plan.CanDumpStacks && !_isBuried && ProcessId is { } id && _process is { HasExited: false })
            {
                Posix.Signal(id, Posix.SignalUser1);
            }
        }
    }

    public void Kill(string reason)
    {
        Interlocked.CompareExchange(ref _killReason, reason, null);
        KillFamily();
        _connection?.End(reason);
        if (_connection is null)
        {
            _ended.TrySetResult(reason);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            _connection.End("");
            await _watch;
            await _connection.DisposeAsync();
        }

        KillFamily();
        await WaitForPumpsAsync();
        await ChildFamily.EndMarkedAsync(MarkPrefix());
        _ended.TrySetResult(_killReason ?? "");
        lock (_signals)
        {
            _isBuried = true; // From here on its number may be another process's.
            _process?.Dispose();
        }

        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Somebody looked into it; the host removes what is left at its next start.
        }
    }

    /// <summary>The end of what the child wrote to stderr, for the reason of a failure; empty when it wrote nothing.</summary>
    public string LastWords()
    {
        lock (_lastErrors)
        {
            return _lastErrors.Count == 0 ? "" : $": {string.Join(" | ", _lastErrors.TakeLast(3))}";
        }
    }

    async ValueTask<RpcAnswer> IRpcHandler.CallAsync(string method, JsonElement parameters, CancellationToken cancellationToken)
    {
        if (method == "hello")
        {
            return OnHello(parameters);
        }

        if (!_hello.Task.IsCompleted)
        {
            throw new ModuleCallException(-13, "say hello first");
        }

        return await start.Calls.CallAsync(method, parameters, cancellationToken);
    }

    void IRpcHandler.Notify(string method, JsonElement parameters)
    {
        if (_hello.Task.IsCompleted)
        {
            start.Calls.Notify(method, parameters);
        }
    }

    private Action<Utf8JsonWriter> OnHello(JsonElement parameters)
    {
        var token = parameters.GetProperty("token").GetString() ?? "";
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(_token)))
        {
            throw new ModuleCallException(-13, "this token is not the one of MGRP_TOKEN; each start has its own");
        }

        var range = parameters.GetProperty("protocol");
        if (range.GetProperty("min").GetInt32() > Protocol || range.GetProperty("max").GetInt32() < Protocol)
        {
            throw new ModuleCallException(-95, $"this manager speaks runner protocol {Protocol}; use an SDK that does");
        }

        if (!_hello.TrySetResult(parameters))
        {
            throw new ModuleCallException(-22, "hello was already said");
        }

        return static writer => writer.WriteNumber("protocol", Protocol);
    }

    /// <summary>Sees the run's end: the connection first or the process first, and then sees to it that both are gone.</summary>
    private async Task WatchAsync()
    {
        var exit = _process?.WaitForExitAsync() ?? Task.Delay(Timeout.Infinite);
        await Task.WhenAny(_connection!.Ended, exit);
        if (_connection.Ended.IsCompleted && _process is not null)
        {
            await Task.WhenAny(exit, Task.Delay(LeaveTime));
        }

        var exited = _process?.HasExited ?? true;
        _connection.End("");
        KillFamily();
        await WaitForPumpsAsync();
        var said = await _connection.Ended;
        _ended.TrySetResult(
            _killReason
            ?? (said.Length > 0 ? said + LastWords()
            : exited && _process is not null ? DescribeExit()
            : "it closed its connection" + LastWords()));
    }

    private string DescribeExit()
    {
        var code = _process!.HasExited ? _process.ExitCode : 0;
        var how = code > 128 ? $"it was ended by signal {code - 128}" : $"it exited with {code}";
        return how + LastWords();
    }

    private void KillFamily()
    {
        lock (_signals)
        {
            if (_isBuried || _process is null || ProcessId is not { } id)
            {
                return; // Started by hand: not ours to kill; it leaves when the connection ends.
            }

            foreach (var member in ChildFamily.Descendants(id))
            {
                if (member != id || !_process.HasExited)
                {
                    Posix.Signal(member, Posix.SignalKill);
                }
            }
        }
    }

    private string MarkPrefix() => $"{Path.GetDirectoryName(folder)}:{Environment.ProcessId}:{start.Plugin.Name}.{start.Run};";

    /// <summary>A grandchild may keep the pipes open: the output is not worth waiting for.</summary>
    private async Task WaitForPumpsAsync()
    {
        await Task.WhenAny(_pumps, Task.Delay(LeaveTime));
        if (!_pumps.IsCompleted)
        {
            _process!.StandardOutput.Close();
            _process.StandardError.Close();
        }
    }

    /// <summary>Reads lines however long and however fast they come: what is too long is cut, what is too much is dropped by the log.</summary>
    private async Task PumpAsync(Stream stream, LogLevel level, string source, bool keep)
    {
        var buffer = new byte[16 * 1024];
        var line = new MemoryStream();
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer)) > 0)
            {
                var rest = buffer.AsMemory(0, read);
                int end;
                while ((end = rest.Span.IndexOf((byte)'\n')) >= 0)
                {
                    Append(line, rest.Span[..end]);
                    WriteLine(line, level, source, keep);
                    rest = rest[(end + 1)..];
                }

                Append(line, rest.Span);
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // Closed: see WaitForPumpsAsync.
        }

        if (line.Length > 0)
        {
            WriteLine(line, level, source, keep);
        }
    }

    private static void Append(MemoryStream line, ReadOnlySpan<byte> bytes)
    {
        var room = (Logs.ModuleLog.LineLength * 2) - (int)line.Length;
        line.Write(bytes[..Math.Clamp(room, 0, bytes.Length)]);
    }

    private void WriteLine(MemoryStream line, LogLevel level, string source, bool keep)
    {
        var text = Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length);
        line.SetLength(0);
        start.Log.Write(level, source, text);
        if (keep && text.Trim().Length > 0)
        {
            lock (_lastErrors)
            {
                _lastErrors.Enqueue(text.Length > 300 ? text[..300] : text);
                if (_lastErrors.Count > 10)
                {
                    _lastErrors.Dequeue();
                }
            }
        }
    }

    private static string Suffix(string reason) => reason.Length == 0 ? "" : $": {reason}";
}
