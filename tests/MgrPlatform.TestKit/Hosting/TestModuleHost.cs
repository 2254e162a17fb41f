using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Modules;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Lifecycle;
using MgrPlatform.TestKit.Backend;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.TestKit.Hosting;

/// <summary>A module host with real children, a cluster in memory, and plugins in a folder of its own that is gone afterwards.</summary>
public sealed class TestModuleHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TaskQueue _changes = new();

    private TestModuleHost(string folder, MemoryBackend backend, ModuleHost host)
    {
        Folder = folder;
        Backend = backend;
        Host = host;
        host.ModuleChanged += _ => _changes.Signal();
    }

    public string Folder { get; }

    public string Plugins => Path.Combine(Folder, "plugins");

    public MemoryBackend Backend { get; }

    public ModuleHost Host { get; }

    /// <summary>Starts a host on an empty plugin folder that only the test's user can write.</summary>
    /// <param name="adjust">Changes the options; the defaults restart quickly and look at the disk often.</param>
    /// <param name="prepare">Fills the plugin folder and the backend before the host starts.</param>
    public static async Task<TestModuleHost> StartAsync(
        Action<string, MemoryBackend> prepare, Func<ModuleHostOptions, ModuleHostOptions>? adjust = null)
    {
        var test = Create(prepare, adjust);
        await test.Host.StartAsync(CancellationToken.None);
        return test;
    }

    /// <summary>The same on a manager that stands by.</summary>
    public static async Task<TestModuleHost> StandByAsync(Action<string, MemoryBackend> prepare)
    {
        var test = Create(prepare, null);
        await test.Host.StandByAsync(CancellationToken.None);
        return test;
    }

    private static TestModuleHost Create(Action<string, MemoryBackend> prepare, Func<ModuleHostOptions, ModuleHostOptions>? adjust)
    {
        var folder = Directory.CreateTempSubdirectory("mgrp-test-").FullName;
        var backend = new MemoryBackend();
        var options = new ModuleHostOptions
        {
            PluginPaths = [Path.Combine(folder, "plugins")],
            StateDirectory = Path.Combine(folder, "state"),
            SdkDirectory = Path.Combine(AppContext.BaseDirectory, "sdk"),
            LogDirectory = Path.Combine(folder, "log"),
            BuildSources = true,
            ScanInterval = TimeSpan.FromMilliseconds(100),
            AccountInterval = TimeSpan.FromMilliseconds(100),
            Restarts = new RestartBudget { FirstDelay = TimeSpan.FromMilliseconds(100) },
        };
        Directory.CreateDirectory(options.PluginPaths[0], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        prepare(options.PluginPaths[0], backend);
        var host = new ModuleHost(adjust is null ? options : adjust(options), backend, TimeProvider.System, NullLoggerFactory.Instance);
        return new TestModuleHost(folder, backend, host);
    }

    /// <summary>Writes a file of a plugin in one step, so that a reader never sees half of it.</summary>
    public static void WriteFile(string plugins, string plugin, string file, string text)
    {
        var path = Path.Combine(plugins, plugin, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".new~", text, new UTF8Encoding(false));
        File.Move(path + ".new~", path, overwrite: true);
    }

    public void WriteFile(string plugin, string file, string text) => WriteFile(Plugins, plugin, file, text);

    public async Task<CommandResult> CallAsync(string prefix, params (string Name, JsonNode Value)[] arguments)
    {
        var command = new JsonObject { ["prefix"] = prefix };
        foreach (var (name, value) in arguments)
        {
            command[name] = value;
        }

        using var limit = new CancellationTokenSource(Patience);
        return await Host.ExecuteAsync(new CommandRequest(command, default, CommandCaller.Local), limit.Token);
    }

    public ModuleStatus Module(string name) => Host.Modules.Single(module => module.Name == name);

    public string Logs(string name, int lines = 200) =>
        Encoding.UTF8.GetString(CallAsync("module logs", ("module", name), ("lines", lines)).GetAwaiter().GetResult().Output.Span);

    /// <summary>Waits until a module's status makes <paramref name="condition"/> true; the failure says where it is instead.</summary>
    public async Task<ModuleStatus> UntilAsync(string name, Func<ModuleStatus, bool> condition, string what, TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? Patience);
        while (true)
        {
            var next = _changes.Next();
            var status = Host.Modules.SingleOrDefault(module => module.Name == name);
            if (status is not null && condition(status))
            {
                return status;
            }

            // Accounts change without an event: look again a little later.
            await Task.WhenAny(next, Task.Delay(50, CancellationToken.None));
            var hopeless = what == "running" && status?.State is ModuleState.Failed or ModuleState.Unsupported;
            if (limit.IsCancellationRequested || hopeless)
            {
                var log = Logs(name, 40);
                throw new TimeoutException($"module {name} is not {what}: {JsonSerializer.Serialize(status)}\n{log}");
            }
        }
    }

    public Task<ModuleStatus> UntilRunningAsync(string name) => UntilAsync(name, status => status.State == ModuleState.Running, "running");

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Lets waiters sleep until the next signal.</summary>
    private sealed class TaskQueue
    {
        private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Next() => Volatile.Read(ref _next).Task;

        public void Signal() =>
            Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }
}
