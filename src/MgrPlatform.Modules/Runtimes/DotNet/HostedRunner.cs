using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.PluginSdk;
using MgrPlatform.PluginSdk.Hosting;

namespace MgrPlatform.Modules.Runtimes.DotNet;

/// <summary>
/// A module inside the host, in a collectible load context. Its unload is checked: a context that stays is reported by name.
/// What it cannot contain (a stack overflow, exit, memory) is in docs/module-authors/dotnet.md.
/// </summary>
internal sealed class HostedRunner : IRunner, IHostChannel
{
    private const int UnloadChecks = 20;
    private static readonly TimeSpan UnloadCheckInterval = TimeSpan.FromMilliseconds(100);

    private readonly RunnerStart _start;
    private readonly Action<string> _reportLeak;
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PluginLoadContext? _context;
    private ModuleInstance? _instance;

    private HostedRunner(RunnerStart start, string assembly, Action<string> reportLeak)
    {
        _start = start;
        _reportLeak = reportLeak;
        _context = new PluginLoadContext($"{start.Plugin.Name}.{start.Run}", assembly);
    }

    public int? ProcessId => null;

    public Task<string> Ended => _ended.Task;

    public static HostedRunner Load(RunnerStart start, string assembly, Action<string> reportLeak)
    {
        var runner = new HostedRunner(start, assembly, reportLeak);
        try
        {
            runner._instance = ModuleInstance.Create(runner._context!.LoadPlugin(), runner);
            return runner;
        }
        catch (Exception error) when (error is ModuleCallException or BadImageFormatException or IOException)
        {
            runner._context!.Unload();
            throw new RunnerStartException(error.Message, isPermanent: true);
        }
    }

    public RunnerCall Begin(string method, Action<Utf8JsonWriter> writeParameters)
    {
        var instance = _instance;
        if (instance is null || _ended.Task.IsCompleted)
        {
            return new RunnerCall(Task.FromException<JsonElement>(new Rpc.RpcException("it has ended")), static () => { });
        }

        var parameters = Parse(writer =>
        {
            writer.WriteStartObject();
            writeParameters(writer);
            writer.WriteEndObject();
        });
        var cancel = new CancellationTokenSource(); // Not disposed: it has no timer, and may be cancelled after the answer.
        // On the pool: a module that computes must not hold the caller's thread.
        return new RunnerCall(Task.Run(() => HandleAsync(instance, method, parameters, cancel.Token)), cancel.Cancel);
    }

    public void Notify(string method, Action<Utf8JsonWriter> writeParameters) =>
        _instance?.HandleNotification(method, Parse(writer =>
        {
            writer.WriteStartObject();
            writeParameters(writer);
            writer.WriteEndObject();
        }));

    public void DumpStacks()
    {
        // .NET cannot show the stack of another thread from inside the process.
    }

    public void Kill(string reason) => _ended.TrySetResult(reason); // Code cannot be ended by force; Dispose asks it, and watches.

    public async ValueTask DisposeAsync()
    {
        _ended.TrySetResult("");
        if (_context is null)
        {
            return;
        }

        await EndInstanceAsync();
        var context = Unload();
        await CheckUnloadedAsync(context);
    }

    /// <summary>A method of its own: the locals of a caller that waits for the unload would hold what is to be unloaded.</summary>
    private async Task EndInstanceAsync()
    {
        try
        {
            if (Interlocked.Exchange(ref _instance, null) is { } instance)
            {
                await instance.DisposeAsync().AsTask().WaitAsync(_start.Plugin.Limits.ShutdownTimeout);
            }
        }
        catch (TimeoutException)
        {
            // It goes on without us; the unload check names it.
        }
    }

    async ValueTask<JsonElement> IHostChannel.CallAsync(string method, JsonObject parameters, CancellationToken cancellationToken)
    {
        var given = Parse(writer => parameters.WriteTo(writer));
        var result = await _start.Calls.CallAsync(method, given, cancellationToken);
        return Parse(result.WriteTo);
    }

    void IHostChannel.Notify(string method, JsonObject parameters) => _start.Calls.Notify(method, Parse(writer => parameters.WriteTo(writer)));

    private static JsonElement Parse(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            write(writer);
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    private static async Task<JsonElement> HandleAsync(ModuleInstance instance, string method, JsonElement parameters, CancellationToken cancellationToken)
    {
        var result = await instance.HandleAsync(method, parameters, cancellationToken)
            ?? throw new ModuleCallException(-38, $"the module does not know {method}");
        return Parse(writer => result.WriteTo(writer));
    }

    /// <summary>Not inlined, so that no frame of the caller holds the context.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Unload()
    {
        var weak = new WeakReference(_context);
        _context!.Unload();
        _context = null;
        return weak;
    }

    private async Task CheckUnloadedAsync(WeakReference context)
    {
        await Task.Yield(); // Away from the frames that led here: the module's own may be among them.
        for (var check = 0; check < UnloadChecks && context.IsAlive; check++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            if (context.IsAlive)
            {
                await Task.Delay(UnloadCheckInterval);
            }
        }

        if (context.IsAlive)
        {
            _reportLeak($"module '{_start.Plugin.Name}', run {_start.Run}: its code could not be unloaded; something still holds it: a thread, a timer, a static event, a cached serializer");
        }
    }
}
