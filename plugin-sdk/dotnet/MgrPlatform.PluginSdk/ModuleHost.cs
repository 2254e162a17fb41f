using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.PluginSdk.Hosting;

namespace MgrPlatform.PluginSdk;

/// <summary>
/// All that the manager offers to a module. Safe from any thread. Every call fails with <see cref="ModuleCallException"/>
/// when the manifest does not allow it (errno -13) or the host cannot do it.
/// </summary>
public sealed class ModuleHost
{
    private readonly IHostChannel _channel;
    private readonly DocumentCache _documents;

    internal ModuleHost(IHostChannel channel, ModuleIdentity identity, ModuleOptions options, ModuleStore store, TimeProvider time)
    {
        _channel = channel;
        _documents = new DocumentCache(channel);
        Identity = identity;
        Options = options;
        Store = store;
        Time = time;
        Health = new ModuleHealth(channel);
        Progress = new ModuleProgress(channel);
    }

    /// <summary>Who the module is, and in which cluster.</summary>
    public ModuleIdentity Identity { get; }

    /// <summary>The clock; use it for timers and delays, so that a test can set it.</summary>
    public TimeProvider Time { get; }

    /// <summary>The module's options.</summary>
    public ModuleOptions Options { get; }

    /// <summary>The module's key-value pairs.</summary>
    public ModuleStore Store { get; }

    /// <summary>The module's health checks.</summary>
    public ModuleHealth Health { get; }

    /// <summary>The module's progress events.</summary>
    public ModuleProgress Progress { get; }

    /// <summary>Reads a document of the cluster (<c>osd_map</c>, <c>health</c> …). Asking again for one that has not changed costs next to nothing.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The newest version, or null when there is no such document.</returns>
    public ValueTask<ModuleDocument?> GetAsync(string name, CancellationToken cancellationToken) =>
        _documents.GetAsync("get", name, new JsonObject { ["name"] = name }, cancellationToken);

    /// <summary>Reads every daemon's latest counters and their meaning at once: <c>{"osd.0": {"service": …, "counters": …}}</c>.</summary>
    /// <param name="minPriority">Leaves out counters below this priority; 5 is what Ceph's own exporters use.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The newest version, or null when nothing has been reported.</returns>
    public ValueTask<ModuleDocument?> GetCountersAsync(int minPriority, CancellationToken cancellationToken) =>
        _documents.GetAsync(
            "get_counters", $"counters {minPriority}", new JsonObject { ["prio_limit"] = minPriority }, cancellationToken);

    /// <summary>Reads the samples of one counter, oldest first.</summary>
    /// <param name="type">The daemon's type: <c>osd</c>.</param>
    /// <param name="id">The daemon's id: <c>0</c>.</param>
    /// <param name="path">The counter: <c>osd.op_w</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The samples; none when the counter is unknown.</returns>
    public async ValueTask<IReadOnlyList<ModuleCounterSample>> GetCounterAsync(string type, string id, string path, CancellationToken cancellationToken)
    {
        var answer = await _channel.CallAsync(
            "get_counter", new JsonObject { ["type"] = type, ["id"] = id, ["path"] = path }, cancellationToken).ConfigureAwait(false);
        return Answers.Samples(answer);
    }

    /// <summary>Reads what daemons' counters mean.</summary>
    /// <param name="type">The daemons' type, or empty for all.</param>
    /// <param name="id">The daemon's id, or empty for all of the type.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns><c>{"osd.0": {"osd.op_w": {"description": …}}}</c>.</returns>
    public ValueTask<JsonElement> GetPerfSchemaAsync(string type, string id, CancellationToken cancellationToken) =>
        _channel.CallAsync("get_perf_schema", new JsonObject { ["type"] = type, ["id"] = id }, cancellationToken);

    /// <summary>Reads the daemons of one machine.</summary>
    /// <param name="hostname">The machine.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns><c>{"hostname": …, "services": [{"type", "id"}], "ceph_version": …}</c>.</returns>
    public ValueTask<JsonElement> GetServerAsync(string hostname, CancellationToken cancellationToken) =>
        _channel.CallAsync("get_server", new JsonObject { ["hostname"] = hostname }, cancellationToken);

    /// <summary>Reads all machines with their daemons.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A list of what <see cref="GetServerAsync"/> returns.</returns>
    public ValueTask<JsonElement> ListServersAsync(CancellationToken cancellationToken) =>
        _channel.CallAsync("get_server", new JsonObject { ["hostname"] = null }, cancellationToken);

    /// <summary>Reads what a daemon says of itself and its machine.</summary>
    /// <param name="type">The daemon's type: <c>osd</c>.</param>
    /// <param name="id">The daemon's id: <c>0</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>An object of texts, or null when the daemon is unknown.</returns>
    public async ValueTask<JsonElement?> GetMetadataAsync(string type, string id, CancellationToken cancellationToken) =>
        Answers.Member(
            await _channel.CallAsync("get_metadata", new JsonObject { ["type"] = type, ["id"] = id }, cancellationToken).ConfigureAwait(false),
            "metadata");

    /// <summary>Reads the status that a service daemon (<c>rgw</c> …) reports.</summary>
    /// <param name="type">The daemon's type.</param>
    /// <param name="id">The daemon's id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>An object of texts, or null when the daemon is unknown.</returns>
    public async ValueTask<JsonElement?> GetDaemonStatusAsync(string type, string id, CancellationToken cancellationToken) =>
        Answers.Member(
            await _channel.CallAsync("get_daemon_status", new JsonObject { ["type"] = type, ["id"] = id }, cancellationToken).ConfigureAwait(false),
            "status");

    /// <summary>Reads a configuration option of Ceph itself, as this manager sees it.</summary>
    /// <param name="name">Its name: <c>osd_pool_default_size</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The typed value, or null when there is no such option.</returns>
    public async ValueTask<JsonElement?> GetCephOptionAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await _channel.CallAsync("get_ceph_option", new JsonObject { ["name"] = name }, cancellationToken).ConfigureAwait(false);
        return Answers.Member(answer, "value");
    }

    /// <summary>Writes a line to the cluster log.</summary>
    /// <param name="level">How bad it is.</param>
    /// <param name="message">The line.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="channel">Ceph's channel: <c>cluster</c> or <c>audit</c>.</param>
    /// <returns>A task that completes when the host has it.</returns>
    public async Task ClusterLogAsync(ClusterLogLevel level, string message, CancellationToken cancellationToken, string channel = "cluster") =>
        await _channel.CallAsync(
            "cluster_log",
            new JsonObject { ["channel"] = channel, ["level"] = Answers.ClusterLevel(level), ["message"] = message },
            cancellationToken).ConfigureAwait(false);

    /// <summary>Sends a command and waits for its outcome; a failure of the command is in the reply, not an exception.</summary>
    /// <param name="target">Who gets it.</param>
    /// <param name="command">The command map: <c>{"prefix": "osd tree", "format": "json"}</c>. The callee owns it from now on.</param>
    /// <param name="cancellationToken">Ends the wait; the command may still be carried out.</param>
    /// <param name="input">What the tool would pass with <c>-i</c>.</param>
    /// <param name="tag">When given, modules that asked for <see cref="NotifyType.Command"/> are told of the completion.</param>
    /// <returns>The command's outcome.</returns>
    public async ValueTask<CommandReply> SendCommandAsync(
        CephTarget target, JsonObject command, CancellationToken cancellationToken, string input = "", string? tag = null)
    {
        var answer = await _channel.CallAsync(
            "send_command",
            new JsonObject { ["target"] = target.Type, ["id"] = target.Id, ["cmd"] = command, ["inbuf"] = input, ["tag"] = tag },
            cancellationToken).ConfigureAwait(false);
        return Answers.Reply(answer);
    }

    /// <summary>Calls a method of another module; the manifest must allow it.</summary>
    /// <param name="module">The other module.</param>
    /// <param name="method">Its method.</param>
    /// <param name="arguments">Positional arguments. The callee owns them from now on.</param>
    /// <param name="named">Named arguments. The callee owns them from now on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The method's result.</returns>
    public async ValueTask<JsonElement> RemoteAsync(
        string module, string method, JsonArray? arguments, JsonObject? named, CancellationToken cancellationToken)
    {
        var answer = await _channel.CallAsync(
            "remote",
            new JsonObject { ["module"] = module, ["method"] = method, ["args"] = arguments ?? [], ["kwargs"] = named ?? [] },
            cancellationToken).ConfigureAwait(false);
        return Answers.Member(answer, "value") ?? default;
    }

    /// <summary>Publishes (null: withdraws) where the module answers; <c>mgr services</c> shows it.</summary>
    /// <param name="uri">The address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when the host has it.</returns>
    public async Task SetUriAsync(Uri? uri, CancellationToken cancellationToken) =>
        await _channel.CallAsync("set_uri", new JsonObject { ["uri"] = uri?.ToString() }, cancellationToken).ConfigureAwait(false);

    internal async ValueTask<bool> IsAuthorizedAsync(
        long session, IReadOnlyDictionary<string, string> arguments, CancellationToken cancellationToken)
    {
        var map = new JsonObject();
        foreach (var (name, value) in arguments)
        {
            map[name] = value;
        }

        var answer = await _channel.CallAsync(
            "is_authorized", new JsonObject { ["session"] = session, ["args"] = map }, cancellationToken).ConfigureAwait(false);
        return Answers.Member(answer, "allowed") is { ValueKind: JsonValueKind.True };
    }
}
