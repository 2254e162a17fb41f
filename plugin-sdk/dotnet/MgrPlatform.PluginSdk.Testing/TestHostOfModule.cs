using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.PluginSdk.Hosting;

namespace MgrPlatform.PluginSdk.Testing;

/// <summary>A manager in memory with one module in it: talk to the module, and see what it did.</summary>
public sealed class TestHost<TModule> : IAsyncDisposable
    where TModule : MgrModule, new()
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly RecordedHost _host;
    private readonly ModuleInstance _instance;
    private readonly DirectoryInfo _data;
    private bool _stopped;

    private TestHost(RecordedHost host, ModuleInstance instance, JsonObject declarations, DirectoryInfo data)
    {
        _data = data;
        _host = host;
        _instance = instance;
        Declarations = declarations;
    }

    /// <summary>The module itself.</summary>
    public TModule Module => (TModule)_instance.Module!;

    /// <summary>What the module declared: commands, options, notify types, whether it can run.</summary>
    public JsonObject Declarations { get; }

    /// <summary>What it has logged.</summary>
    public ImmutableList<TestLogLine> Log => _host.Log;

    /// <summary>What it has written to the cluster log: <c>[warning] text</c>.</summary>
    public ImmutableList<string> ClusterLog => _host.ClusterLog;

    /// <summary>The commands that it has sent.</summary>
    public ImmutableList<SentCommand> SentCommands => _host.SentCommands;

    /// <summary>The health checks that it raises now, by code.</summary>
    public ImmutableDictionary<string, ModuleHealthCheck> Health => _host.Health;

    /// <summary>The progress events that it shows now, by id.</summary>
    public ImmutableDictionary<string, (string Message, double Fraction)> Progress => _host.Progress;

    /// <summary>The address that it has published.</summary>
    public string? PublishedUri => _host.Uri;

    /// <summary>Its ServeAsync has returned or failed by itself.</summary>
    public bool ServeEnded => _host.ServeEnded;

    /// <summary>How its ServeAsync failed, with the traceback.</summary>
    public string? ServeError => _host.ServeError;

    /// <summary>Sends a command: <c>CommandAsync("hello", new() { ["person"] = "Ada" })</c>.</summary>
    /// <param name="prefix">Its words.</param>
    /// <param name="arguments">Its arguments, by name.</param>
    /// <param name="format"><c>json</c>, <c>json-pretty</c>, <c>yaml</c>, or empty for plain text.</param>
    /// <param name="input">What the tool would pass with <c>-i</c>.</param>
    public Task<CommandReply> CommandAsync(string prefix, JsonObject? arguments = null, string format = "", string input = "") =>
        SendAsync(prefix, arguments, format, input, CancellationToken.None);

    /// <summary>Sends a command whose caller may give up.</summary>
    /// <param name="prefix">Its words.</param>
    /// <param name="arguments">Its arguments, by name.</param>
    /// <param name="caller">Cancelled when nobody waits for the answer any more.</param>
    public Task<CommandReply> CommandOfImpatientCallerAsync(string prefix, JsonObject? arguments, CancellationToken caller) =>
        SendAsync(prefix, arguments, "", "", caller);

    /// <summary>Tells the module of something; completes when it has handled it.</summary>
    /// <param name="type">One of <see cref="NotifyType"/> that the module asked for.</param>
    /// <param name="id">The tag of a command, the daemon, or the log entry as JSON text for <c>clog</c>.</param>
    /// <exception cref="InvalidOperationException">The module did not ask for this type; the manager would not tell it.</exception>
    public async Task NotifyAsync(string type, string id = "")
    {
        if (!Declarations["notify_types"]!.AsArray().Any(declared => (string?)declared == type))
        {
            throw new InvalidOperationException($"the module did not ask for '{type}': add it to [NotifyTypes]");
        }

        var what = new JsonObject { ["type"] = type, ["id"] = type == NotifyType.ClusterLog ? JsonNode.Parse(id) : id, ["version"] = 1 };
        await AskAsync("notify", what, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Calls one of the methods that the module offers to other modules.</summary>
    /// <param name="method">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    public async Task<JsonNode?> RemoteAsync(string method, params JsonNode?[] arguments)
    {
        var answer = await AskAsync(
            "remote",
            new JsonObject { ["caller"] = "test", ["method"] = method, ["args"] = new JsonArray(arguments), ["kwargs"] = new JsonObject() },
            CancellationToken.None).ConfigureAwait(false);
        return answer["value"];
    }

    /// <summary>Replaces a document by a new version. The module is not told: call <see cref="NotifyAsync"/>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="json">Its content.</param>
    public void SetDocument(string name, string json) => _host.SetDocument(name, json);

    /// <summary>Changes (null: removes) an option as an operator does; completes when the module has taken it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public async Task SetOptionAsync(string name, string? value)
    {
        await _host.CallAsync("set_module_option", new JsonObject { ["name"] = name, ["value"] = value }, CancellationToken.None).ConfigureAwait(false);
        await _instance.OptionsApplied.WaitAsync(Limit).ConfigureAwait(false);
    }

    /// <summary>Waits until the module has done something: <c>await host.UntilAsync(h => h.Health.ContainsKey("X"))</c>.</summary>
    /// <param name="condition">Asked again after everything that the module does.</param>
    /// <exception cref="TimeoutException">It did not happen within half a minute.</exception>
    public async Task UntilAsync(Func<TestHost<TModule>, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var deadline = DateTime.UtcNow + Limit;
        while (true)
        {
            var changed = _host.Changed;
            if (condition(this))
            {
                return;
            }

            try
            {
                await changed.WaitAsync(deadline > DateTime.UtcNow ? deadline - DateTime.UtcNow : TimeSpan.Zero).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"the condition did not come true within {Limit.TotalSeconds} seconds; serve error: {ServeError ?? "none"}");
            }
        }
    }

    /// <summary>Stops the module as the manager does; fails when its ShutdownAsync fails or takes too long.</summary>
    public async Task StopAsync()
    {
        if (!_stopped)
        {
            _stopped = true;
            await AskAsync("shutdown", new JsonObject { ["deadline_ms"] = 5000 }, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Stops the module and releases it.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync().ConfigureAwait(false);
        }
        finally
        {
            await _instance.DisposeAsync().ConfigureAwait(false);
            _data.Delete(recursive: true);
        }
    }

    internal static async Task<TestHost<TModule>> StartAsync(Action<TestHostSetup>? configure)
    {
        var setup = new TestHostSetup();
        configure?.Invoke(setup);
        var host = new RecordedHost(setup);
        foreach (var (name, json) in setup.Documents)
        {
            host.SetDocument(name, json);
        }

        var instance = ModuleInstance.Create(typeof(TModule), host, setup.Time);
        host.Push = (method, parameters) => instance.HandleNotification(method, JsonElement.Parse(parameters.ToJsonString()));
        var data = Directory.CreateTempSubdirectory("mgrp-test-");
        JsonObject? declarations;
        try
        {
            var parameters = JsonElement.Parse(Parameters(setup, data.FullName).ToJsonString());
            declarations = await instance.HandleAsync("initialize", parameters, default).ConfigureAwait(false);
        }
        catch (ModuleCallException)
        {
            await instance.DisposeAsync().ConfigureAwait(false);
            data.Delete();
            throw;
        }

        var result = new TestHost<TModule>(host, instance, declarations!, data);
        if ((bool)declarations!["can_run"]!)
        {
            await result.AskAsync("start", [], CancellationToken.None).ConfigureAwait(false);
        }

        return result;
    }

    private static JsonObject Parameters(TestHostSetup setup, string directory) => new()
    {
        ["protocol"] = 1,
        ["module"] = setup.ModuleName,
        ["path"] = AppContext.BaseDirectory,
        ["mgr_id"] = "x",
        ["fsid"] = "00000000-0000-0000-0000-000000000000",
        ["ceph_version"] = "ceph version 16.2.15 (test) pacific (stable)",
        ["release"] = "pacific",
        ["options"] = new JsonObject(setup.Options.Select(static pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        ["store"] = new JsonObject(setup.Store.Select(static pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        ["data_dir"] = directory,
    };

    private async Task<CommandReply> SendAsync(
        string prefix, JsonObject? arguments, string format, string input, CancellationToken cancellationToken)
    {
        var command = arguments is null ? [] : (JsonObject)arguments.DeepClone();
        command["prefix"] = prefix;
        if (format.Length > 0)
        {
            command["format"] = format;
        }

        var answer = await AskAsync("command", new JsonObject { ["cmd"] = command, ["inbuf"] = input, ["session"] = 1 }, cancellationToken)
            .ConfigureAwait(false);
        return new CommandReply((int)answer["retval"]!, (string)answer["stdout"]!, (string)answer["stderr"]!);
    }

    private async Task<JsonObject> AskAsync(string method, JsonObject parameters, CancellationToken cancellationToken) =>
        await _instance.HandleAsync(method, JsonElement.Parse(parameters.ToJsonString()), cancellationToken).AsTask().WaitAsync(Limit, CancellationToken.None)
            .ConfigureAwait(false) ?? throw new InvalidOperationException($"the SDK does not know {method}");
}
