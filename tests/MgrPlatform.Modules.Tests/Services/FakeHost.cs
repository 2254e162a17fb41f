using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Catalog;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Lifecycle;
using MgrPlatform.Modules.Runtimes;
using MgrPlatform.Modules.Services;
using MgrPlatform.Modules.Tests.Lifecycle;
using MgrPlatform.PluginSdk.Testing;
using MgrPlatform.TestKit.Backend;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Modules.Tests.Services;

/// <summary>Agents with scripted runs over a cluster in memory and a clock that stands: no child is started.</summary>
internal sealed class FakeHost : IRuntime, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly string _folder = Directory.CreateTempSubdirectory("mgrp-calls-").FullName;
    private readonly Dictionary<string, ModuleAgent> _agents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Action<FakeRunner.Call>> _scripts = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FakeHost()
    {
        var options = new ModuleHostOptions { StateDirectory = Path.Combine(_folder, "state"), SdkDirectory = _folder, InlineDocumentBytes = 100 };
        var documents = new DocumentFiles(Directory.CreateDirectory(Path.Combine(_folder, "documents")).FullName, Time);
        Context = new HostContext(options, Backend, Time, NullLoggerFactory.Instance, documents)
        {
            FindModule = name => _agents.GetValueOrDefault(name),
            ExecuteAsync = (request, _) => Task.FromResult(CommandResult.Success($"host: {request.Prefix} for {request.Caller.Entity}")),
            Notify = Notified.Add,
            OnModuleChanged = _ => Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult(),
            RuntimeFor = _ => this,
        };
    }

    public MemoryBackend Backend { get; } = new();

    public ManualTimeProvider Time { get; } = new();

    public List<BackendEvent.Notified> Notified { get; } = [];

    public HostContext Context { get; }

    public ModuleAgent Add(string name, PluginCapabilities? capabilities = null)
    {
        var manifest = new PluginManifest(name, "1", "", PluginLanguage.Python, null, null, false, false, capabilities ?? new PluginCapabilities(), new PluginLimits());
        var agent = new ModuleAgent(name, Context);
        agent.SetPlugin(new Plugin(name, $"/nowhere/{name}", manifest, null, 1));
        _agents[name] = agent;
        return agent;
    }

    /// <summary>A module that runs; the script answers what is sent to it after <c>initialize</c> and <c>start</c>.</summary>
    public async Task<ModuleAgent> RunAsync(string name, string declarations, Action<FakeRunner.Call> script)
    {
        var agent = Add(name);
        _scripts[name] = call =>
        {
            switch (call.Method)
            {
                case "initialize":
                    call.Answer(declarations);
                    break;
                case "start" or "shutdown" or "ping":
                    call.Answer("{}");
                    break;
                default:
                    script(call);
                    break;
            }
        };
        agent.Post(new ModuleInput.Enabled());
        await UntilAsync(agent, ModuleState.Running);
        return agent;
    }

    public async Task UntilAsync(ModuleAgent agent, ModuleState state)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (agent.State == state)
            {
                return;
            }

            await changed.WaitAsync(limit.Token);
        }
    }

    /// <summary>A call of the module to the host, and the result as it goes over the wire.</summary>
    public async Task<JsonNode> CallAsync(ModuleAgent caller, string method, string parameters)
    {
        var calls = new ModuleCalls(Context, caller, caller.Plugin!, run: 1);
        var answer = await calls.CallAsync(method, JsonElement.Parse(parameters), CancellationToken.None);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            answer.WriteTo(writer);
        }

        return JsonNode.Parse(buffer.ToArray())!;
    }

    public string? FindObstacle(RunnerStart start) => null;

    public Task<IRunner> StartAsync(RunnerStart start, CancellationToken cancellationToken) =>
        Task.FromResult<IRunner>(new FakeRunner { Script = _scripts[start.Plugin.Name] });

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in _agents.Values)
        {
            agent.Current?.Runner.Kill("the test is over");
            await agent.DisposeAsync();
        }

        Context.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
