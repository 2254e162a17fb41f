using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.PluginSdk.Hosting;

namespace MgrPlatform.PluginSdk.Runner;

/// <summary>One connection, one module: says hello, loads the plugin, and hands the host's requests to it until the connection ends.</summary>
internal sealed class RunnerProcess : IDisposable
{
    private const int DefaultConcurrency = 64;
    private const int MaxWaitingCommands = 4096;
    private static readonly TimeSpan ExitLimit = TimeSpan.FromMilliseconds(800);

    private readonly RunnerSettings _settings;
    private readonly Connection _connection;
    private readonly ConcurrentDictionary<long, CancellationTokenSource> _running = new();
    private SemaphoreSlim _commandSlots = new(DefaultConcurrency);
    private int _waitingCommands;
    private int _replyBytes = 16 * 1024 * 1024;
    private ModuleInstance? _instance;

    private RunnerProcess(RunnerSettings settings, Connection connection)
    {
        _settings = settings;
        _connection = connection;
    }

    public static int Run(RunnerSettings settings)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(settings.SocketPath));
        }
        catch (Exception error) when (error is SocketException or ArgumentException)
        {
            Console.Error.WriteLine($"cannot connect to the manager at {settings.SocketPath}: {error.Message}. Is it running?");
            return 1;
        }

        using var connection = new Connection(socket);
        using var runner = new RunnerProcess(settings, connection);
        return runner.Run();
    }

    public void Dispose() => _commandSlots.Dispose();

    private int Run()
    {
        var hello = HelloAsync();
        var code = 0;
        try
        {
            _connection.Read(OnRequest, OnNotification);
        }
        catch (InvalidDataException error)
        {
            Console.Error.WriteLine(error.Message);
            code = 1;
        }

        // A refusal and the end of the connection come together: the refusal is still being told on another thread.
        return Leave(hello.Wait(ExitLimit) && hello.Result ? code : 1);
    }

    /// <summary>Ends the process; what of the module hangs on the way out is cut off.</summary>
    private static int Leave(int code)
    {
        new Thread(static () =>
        {
            Thread.Sleep(ExitLimit);
            System.Diagnostics.Process.GetCurrentProcess().Kill();
        }) { IsBackground = true, Name = "exit" }.Start();
        Environment.Exit(code);
        return code;
    }

    private async Task<bool> HelloAsync()
    {
        var version = typeof(MgrModule).Assembly.GetName().Version!;
        try
        {
            await _connection.CallAsync(
                "hello",
                new JsonObject
                {
                    ["token"] = _settings.Token,
                    ["protocol"] = new JsonObject { ["min"] = 1, ["max"] = 1 },
                    ["sdk"] = $"dotnet/{version.ToString(3)}",
                    ["language"] = "dotnet",
                    ["module"] = _settings.Module,
                    ["pid"] = Environment.ProcessId,
                },
                CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (ModuleCallException refused)
        {
            Console.Error.WriteLine($"the manager refused this runner: {refused.Message}");
            return false;
        }
    }

    private void OnNotification(string method, JsonElement parameters)
    {
        if (method == "cancel")
        {
            if (_running.TryGetValue(Answers.Integer(parameters, "id"), out var running))
            {
                ThreadPool.UnsafeQueueUserWorkItem(static source => Cancel(source), running, preferLocal: false);
            }

            return;
        }

        Volatile.Read(ref _instance)?.HandleNotification(method, parameters);
    }

    private static void Cancel(CancellationTokenSource running)
    {
        try
        {
            running.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It was answered in the meantime.
        }
        catch (AggregateException error)
        {
            Console.Error.WriteLine($"cancelling a request: {error.InnerException?.Message}");
        }
    }

    private void OnRequest(long id, string method, JsonElement parameters)
    {
        var cancellation = new CancellationTokenSource();
        _running[id] = cancellation;
        ThreadPool.UnsafeQueueUserWorkItem(
            static request => _ = request.Runner.AnswerAsync(request.Id, request.Method, request.Parameters, request.Cancellation),
            (Runner: this, Id: id, Method: method, Parameters: parameters, Cancellation: cancellation),
            preferLocal: false);
    }

    private async Task AnswerAsync(long id, string method, JsonElement parameters, CancellationTokenSource cancellation)
    {
        try
        {
            var result = method switch
            {
                "initialize" => await InitializeAsync(parameters, cancellation.Token).ConfigureAwait(false),
                "command" => await CommandAsync(parameters, cancellation.Token).ConfigureAwait(false),
                "shutdown" => await ShutdownAsync(parameters, cancellation.Token).ConfigureAwait(false),
                _ => await Instance().HandleAsync(method, parameters, cancellation.Token).ConfigureAwait(false),
            };
            _connection.Answer(result is null
                ? Message.Error(id, -32601, $"this runner does not know {method}", null)
                : Message.Result(id, result));
        }
        catch (ModuleCallException error)
        {
            _connection.Answer(Message.Error(id, -32000, error.Message, ErrorData(error)));
        }
        finally
        {
            _running.TryRemove(id, out _);
            cancellation.Dispose();
        }

        if (method == "shutdown")
        {
            _connection.WaitUntilSent(ExitLimit);
            Leave(0);
        }
    }

    private static JsonObject ErrorData(ModuleCallException error)
    {
        var data = new JsonObject { ["errno"] = error.Errno };
        if (error.Traceback is not null)
        {
            data["traceback"] = error.Traceback;
        }

        if (error.File is not null)
        {
            data["file"] = error.File;
            data["line"] = error.Line;
        }

        return data;
    }

    private async ValueTask<JsonObject?> InitializeAsync(JsonElement parameters, CancellationToken cancellationToken)
    {
        var limits = Answers.Member(parameters, "limits") ?? default;
        if (Answers.Integer(limits, "message_bytes") is > 0 and <= int.MaxValue / 4 and var messageBytes)
        {
            _connection.MessageBytes = (int)messageBytes;
        }

        if (Answers.Integer(limits, "reply_bytes") is > 0 and <= int.MaxValue / 4 and var replyBytes)
        {
            _replyBytes = (int)replyBytes;
        }

        if (Answers.Integer(limits, "concurrency") is > 0 and <= 1024 and var concurrency)
        {
            _commandSlots = new SemaphoreSlim((int)concurrency);
        }

        var instance = ModuleInstance.Create(LoadPlugin(Answers.Text(parameters, "entry")), _connection);
        Volatile.Write(ref _instance, instance);
        return await instance.HandleAsync("initialize", parameters, cancellationToken).ConfigureAwait(false);
    }

    private Assembly LoadPlugin(string? entry)
    {
        var path = Path.GetFullPath(Path.Combine(_settings.PluginPath, entry ?? _settings.Module + ".dll"));
        if (!File.Exists(path))
        {
            throw new ModuleCallException(-ErrorCode.NotFound, $"{path} does not exist; build the plugin, or name its assembly as \"entry\" in plugin.json");
        }

        try
        {
            return new PluginLoadContext(path).LoadPlugin(path);
        }
        catch (Exception error) when (error is BadImageFormatException or FileLoadException or IOException or InvalidOperationException)
        {
            throw new ModuleCallException(-ErrorCode.Invalid, $"{path} is no .NET assembly that this runner can load: {error.Message}", error.ToString());
        }
    }

    private async ValueTask<JsonObject?> CommandAsync(JsonElement parameters, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waitingCommands) > MaxWaitingCommands)
        {
            Interlocked.Decrement(ref _waitingCommands);
            throw new ModuleCallException(-ErrorCode.TryAgain, "too many commands wait for this module; try again later");
        }

        var slots = _commandSlots;
        try
        {
            await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new JsonObject { ["retval"] = -ErrorCode.Canceled, ["stdout"] = "", ["stderr"] = "the command was given up before its turn came" };
        }
        finally
        {
            Interlocked.Decrement(ref _waitingCommands);
        }

        try
        {
            var reply = await Instance().HandleAsync("command", parameters, cancellationToken).ConfigureAwait(false);
            return Bounded(reply!);
        }
        finally
        {
            slots.Release();
        }
    }

    private JsonObject Bounded(JsonObject reply)
    {
        // In UTF-8 each character takes at most three bytes, so that only a large reply has to be counted.
        var output = (string)reply["stdout"]!;
        var status = (string)reply["stderr"]!;
        if ((output.Length + (long)status.Length) * 3 <= _replyBytes
            || (long)System.Text.Encoding.UTF8.GetByteCount(output) + System.Text.Encoding.UTF8.GetByteCount(status) <= _replyBytes)
        {
            return reply;
        }

        return new JsonObject
        {
            ["retval"] = -ErrorCode.Invalid,
            ["stdout"] = "",
            ["stderr"] = $"the module's reply is larger than {_replyBytes} bytes, which is the limit; this is a bug of the module",
        };
    }

    private async ValueTask<JsonObject?> ShutdownAsync(JsonElement parameters, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _instance) is not { } instance)
        {
            return [];
        }

        try
        {
            return await instance.HandleAsync("shutdown", parameters, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await instance.DisposeAsync().ConfigureAwait(false);
        }
    }

    private ModuleInstance Instance() => Volatile.Read(ref _instance)
        ?? throw new ModuleCallException(-ErrorCode.Invalid, "initialize must come first");
}
