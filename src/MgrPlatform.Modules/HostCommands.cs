using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Lifecycle;
using MgrPlatform.Modules.Logs;
using MgrPlatform.Modules.Services;

namespace MgrPlatform.Modules;

/// <summary>The host's own words: <c>module ls|info|reload|logs|attach</c>, advertised like any module's.</summary>
internal sealed class HostCommands(ModuleHost host, HostContext context)
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Ceph's json-pretty indents by four.
    private static readonly JsonWriterOptions Pretty = Compact with { Indented = true, IndentSize = 4 };

    public static ImmutableArray<CommandDeclaration> Declarations { get; } =
    [
        new("module ls", "List the modules: language, state, since when, process, use of CPU and memory, calls, restarts, last error", "r"),
        new("module info name=module,type=CephString", "Show everything about one module: commands, options, limits, capabilities, accounts", "r"),
        new("module reload name=module,type=CephString", "Replace a module's code by what is on disk, without a failed command", "rw"),
        new("module logs name=module,type=CephString name=lines,type=CephInt,range=1|500,req=false", "Show the last lines of a module's log", "r"),
        new("module attach name=module,type=CephString", "Wait for the module's next run to be started by hand, for instance under a debugger; prints how", "rw"),
        new("get_command_descriptions", "List all commands of the manager with their arguments, as Ceph's clients read them", "r"),
    ];

    public async Task<CommandResult> ExecuteAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var module = request.Command["module"]?.GetValue<string>() ?? "";
        if (request.Command.ContainsKey("module") && host.FindAgent(module) is null)
        {
            return CommandResult.Failure(Errno.NotFound, $"there is no module '{module}'; 'module ls' lists them");
        }

        return request.Prefix switch
        {
            "module ls" => request.Format.StartsWith("json", StringComparison.Ordinal) || request.Format == "yaml"
                ? Json(new JsonArray([.. host.Modules.Select(status => (JsonNode)Describe(status))]), request.Format)
                : CommandResult.Success(Table(host.Modules)),
            "module info" => Info(host.FindAgent(module)!, request.Format),
            "module logs" => Logs(host.FindAgent(module)!, request),
            "module reload" => await ReloadAsync(module, cancellationToken),
            "module attach" => await AttachAsync(host.FindAgent(module)!, cancellationToken),
            "get_command_descriptions" => CommandResult.Success(CommandDescriptions.ToJson(host.Commands).ToJsonString()),
            _ => CommandResult.Failure(Errno.Invalid, $"the host does not know '{request.Prefix}'"),
        };
    }

    private static async Task<CommandResult> AttachAsync(ModuleAgent agent, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        try
        {
            return CommandResult.Success(await agent.AttachAsync(patience.Token), "start this within 15 minutes; the running code answers until then");
        }
        catch (OperationCanceledException)
        {
            return CommandResult.Failure(Errno.TryAgain, $"module '{agent.Name}' cannot be attached now: {agent.Status().Reason}; see 'module logs {agent.Name}'");
        }
    }

    private static CommandResult Json(JsonNode json, string format)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, format == "json-pretty" ? Pretty : Compact))
        {
            json.WriteTo(writer);
        }

        return CommandResult.Success(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static CommandResult Logs(ModuleAgent agent, CommandRequest request)
    {
        var count = request.Command["lines"] is JsonValue value && value.TryGetValue<long>(out var lines) ? (int)lines : 50;
        var text = string.Join('\n', agent.Log.Tail(count));
        return CommandResult.Success(text, agent.Log.Dropped > 0 ? $"{agent.Log.Dropped} lines were dropped: the module writes too much" : "");
    }

    private static CommandResult Info(ModuleAgent agent, string format)
    {
        var json = Describe(agent.Status());
        if (agent.Plugin is { } plugin)
        {
            json["capabilities"] = plugin.Capabilities.IsUnrestricted
                ? "unrestricted: a plugin without a manifest, as in ceph-mgr"
                : new JsonObject
                {
                    ["documents"] = List(plugin.Capabilities.Documents),
                    ["commands"] = List(plugin.Capabilities.Commands),
                    ["store"] = List(plugin.Capabilities.Store),
                    ["remote"] = List(plugin.Capabilities.Remote),
                    ["options"] = List(plugin.Capabilities.Options),
                    ["health"] = plugin.Capabilities.Health,
                    ["progress"] = plugin.Capabilities.Progress,
                    ["cluster_log"] = plugin.Capabilities.ClusterLog,
                };
            json["limits"] = new JsonObject
            {
                ["memory_mib"] = plugin.Limits.MemoryMib,
                ["command_deadline_s"] = plugin.Limits.CommandDeadline.TotalSeconds,
                ["queue_length"] = plugin.Limits.QueueLength,
                ["concurrency"] = plugin.Limits.Concurrency,
                ["start_timeout_s"] = plugin.Limits.StartTimeout.TotalSeconds,
                ["shutdown_timeout_s"] = plugin.Limits.ShutdownTimeout.TotalSeconds,
            };
        }

        var status = agent.Status();
        json["commands"] = new JsonArray([.. status.Commands.Select(command => (JsonNode)new JsonObject
        {
            ["cmd"] = command.Signature, ["desc"] = command.Description, ["perm"] = command.Permission,
        })]);
        json["options"] = List([.. status.Options.Select(option => option.Name)]);
        json["notify_types"] = List(status.NotifyTypes);
        return Json(json, format is "json" ? format : "json-pretty");
    }

    private static JsonArray List(ImmutableArray<string> names) => new([.. names.Select(name => (JsonNode)name)]);

    private static JsonObject Describe(ModuleStatus status) => new()
    {
        ["name"] = status.Name,
        ["version"] = status.Version,
        ["language"] = status.Kind,
        ["folder"] = status.Folder,
        ["unrestricted"] = status.IsCephPlugin,
        ["state"] = Word(status.State),
        ["reason"] = status.Reason,
        ["reload_problem"] = status.ReloadProblem,
        ["since"] = status.Since.ToString("O", CultureInfo.InvariantCulture),
        ["pid"] = status.ProcessId,
        ["cpu_percent"] = Math.Round(status.CpuPercent, 1),
        ["cpu_seconds"] = Math.Round(status.CpuTime.TotalSeconds, 2),
        ["rss_bytes"] = status.ResidentBytes,
        ["pss_bytes"] = status.ProportionalBytes,
        ["calls"] = status.Calls,
        ["failures"] = status.Failures,
        ["timeouts"] = status.Timeouts,
        ["denied"] = status.Denied,
        ["last_denial"] = status.LastDenial,
        ["latency_p50_ms"] = Math.Round(status.MedianLatency.TotalMilliseconds, 3),
        ["latency_p99_ms"] = Math.Round(status.P99Latency.TotalMilliseconds, 3),
        ["queue_length"] = status.QueueLength,
        ["restarts"] = status.Restarts,
        ["runs"] = status.Runs,
        ["last_error"] = status.LastError,
        ["last_error_time"] = status.LastError.Length > 0 ? status.LastErrorTime.ToString("O", CultureInfo.InvariantCulture) : "",
        ["log_lines_dropped"] = status.LogLinesDropped,
        ["notifications_dropped"] = status.NotificationsDropped,
    };

    private static string Word(ModuleState state) => state.ToString().ToLowerInvariant();

    private static string Table(IReadOnlyList<ModuleStatus> modules)
    {
        List<string[]> rows = [["NAME", "LANGUAGE", "STATE", "SINCE", "PID", "CPU", "MEMORY", "CALLS", "P99", "RESTARTS", "DENIED", "LAST ERROR"]];
        rows.AddRange(modules.Select(Row));
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return string.Join('\n', rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()));
    }

    private static string[] Row(ModuleStatus status) =>
    [
        status.Name,
        status.Kind,
        Word(status.State),
        status.Since.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        status.ProcessId?.ToString(CultureInfo.InvariantCulture) ?? "-",
        status.ProcessId is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{status.CpuPercent:0.0}%"),
        status.ProcessId is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{status.ResidentBytes / 1048576.0:0.0}M"),
        status.Calls.ToString(CultureInfo.InvariantCulture),
        status.Calls == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{status.P99Latency.TotalMilliseconds:0.0}ms"),
        status.Restarts.ToString(CultureInfo.InvariantCulture),
        status.Denied.ToString(CultureInfo.InvariantCulture),
        OneLine(status),
    ];

    private static string OneLine(ModuleStatus status)
    {
        var text = status.ReloadProblem.Length > 0 ? $"not reloaded: {status.ReloadProblem}"
            : status.State is ModuleState.Running or ModuleState.Disabled ? status.LastError
            : status.Reason;
        text = text.ReplaceLineEndings(" ");
        return text.Length == 0 ? "-" : text.Length > 160 ? text[..160] + "…" : text;
    }

    private async Task<CommandResult> ReloadAsync(string module, CancellationToken cancellationToken)
    {
        var started = context.Clock();
        var problem = await host.ReloadAsync(module, cancellationToken);
        if (problem is not null)
        {
            var answering = host.FindAgent(module)?.Current is null ? "" : "; the old code answers on";
            return CommandResult.Failure(Errno.Invalid, $"module '{module}' was not reloaded: {problem}{answering}");
        }

        return CommandResult.Success($"module '{module}' reloaded in {(context.Clock() - started).TotalMilliseconds:0} ms");
    }
}
