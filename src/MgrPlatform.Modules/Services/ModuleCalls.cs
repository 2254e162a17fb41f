using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Catalog;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Lifecycle;
using MgrPlatform.Modules.Logs;
using MgrPlatform.Modules.Runtimes.Rpc;
using MgrPlatform.PluginSdk;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Modules.Services;

/// <summary>
/// Answers what one run of a module asks of the host (plugin-sdk/protocol, section 4), within its capabilities. What is denied is counted
/// and says what to add to the manifest.
/// </summary>
internal sealed partial class ModuleCalls(HostContext context, ModuleAgent agent, Plugin plugin, int run) : IRpcHandler
{
    private const int LongestMessage = 4096;
    private const int LongestName = 128;
    private const int MostChecks = 100;
    private const int MostDetails = 1000;
    private const int MostProgressEvents = 1000;

    private IModuleBackend Backend => context.Backend;

    private PluginCapabilities Capabilities => plugin.Capabilities;

    public async ValueTask<RpcAnswer> CallAsync(string method, JsonElement parameters, CancellationToken cancellationToken)
    {
        if (agent.IsStandby && !method.StartsWith("get", StringComparison.Ordinal))
        {
            throw new ModuleCallException(
                -Errno.TryAgain, $"this manager stands by: until 'start' a module may look and change nothing, so not '{method}'");
        }

        return method switch
        {
            "get" => Get(parameters),
            "get_counters" => GetCounters(parameters),
            "get_counter" => GetCounter(parameters),
            "get_perf_schema" => GetPerfSchema(parameters),
            "get_server" => GetServer(parameters),
            "get_metadata" => GetMetadata(parameters),
            "get_daemon_status" => GetDaemonStatus(parameters),
            "get_ceph_option" => GetCephOption(parameters),
            "get_module_option" => GetModuleOption(parameters),
            "set_module_option" => await SetModuleOptionAsync(parameters, cancellationToken),
            "set_store" => await SetStoreAsync(parameters, cancellationToken),
            "set_health_checks" => SetHealthChecks(parameters),
            "progress_update" => UpdateProgress(parameters),
            "progress_complete" => CompleteProgress(parameters),
            "progress_clear" => ClearProgress(),
            "cluster_log" => WriteClusterLog(parameters),
            "send_command" => await SendCommandAsync(parameters, cancellationToken),
            "remote" => await RemoteAsync(parameters, cancellationToken),
            "set_uri" => SetUri(parameters),
            "is_authorized" => IsAuthorized(parameters),
            _ => throw new ModuleCallException(-Errno.NotImplemented, $"the host does not know {method}"),
        };
    }

    public void Notify(string method, JsonElement parameters)
    {
        switch (method)
        {
            case "log":
                WriteLog(parameters);
                break;
            case "serve_ended":
                OnServeEnded(parameters);
                break;
            default:
                break; // A newer SDK may tell more.
        }
    }

    private static string Text(JsonElement parameters, string name) =>
        parameters.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new ModuleCallException(-Errno.Invalid, $"'{name}' must be a text");

    private static string? OptionalText(JsonElement parameters, string name) =>
        !parameters.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null : Text(parameters, name);

    private static long Number(JsonElement parameters, string name) =>
        parameters.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;

    private static bool Flag(JsonElement parameters, string name) => parameters.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static string Cut(string text) => text.Length > LongestMessage ? text[..LongestMessage] : text;

    private ModuleCallException Deny(string what, string add)
    {
        agent.Account.CountDenied(what);
        Denied(context.Logger, agent.Name, what, null);
        agent.Log.Write(LogLevel.Warning, "host", $"denied: {what}; add {add} to \"capabilities\" in plugin.json if it should be allowed");
        return new ModuleCallException(-Errno.AccessDenied, $"module '{agent.Name}' may not {what}; add {add} to \"capabilities\" in its plugin.json");
    }

    [LoggerMessage(EventId = 4020, Level = LogLevel.Warning, Message = "Module {Module} was denied: {What}")]
    private static partial void Denied(ILogger logger, string module, string what, Exception? error);

    private async Task<Action<Utf8JsonWriter>?> SetModuleOptionAsync(JsonElement parameters, CancellationToken cancellationToken)
    {
        var module = Text(parameters, "module");
        if (module != agent.Name && !Capabilities.AllowsOptionsOf(module))
        {
            throw Deny($"change options of module '{module}'", $"\"options\": [\"{module}\"]");
        }

        await context.SetOptionAsync(module, Text(parameters, "name"), OptionalText(parameters, "value"), Flag(parameters, "localized"), cancellationToken);
        return null;
    }

    private Action<Utf8JsonWriter> GetModuleOption(JsonElement parameters)
    {
        var module = Text(parameters, "module");
        var name = Text(parameters, "name");
        if (module != agent.Name && !Capabilities.AllowsOptionsOf(module))
        {
            throw Deny($"read options of module '{module}'", $"\"options\": [\"{module}\"]");
        }

        var value = Backend.Options.GetValueOrDefault($"mgr/{module}/{name}");
        var type = context.FindModule(module)?.Current?.Options.Find(name)?.Type;
        return writer =>
        {
            writer.WriteString("value", value);
            if (type is not null)
            {
                writer.WriteString("type", type);
            }
        };
    }

    private Action<Utf8JsonWriter> GetCephOption(JsonElement parameters)
    {
        var value = Backend.FindCephOption(Text(parameters, "name"));
        return writer =>
        {
            writer.WritePropertyName("value");
            if (value is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                value.WriteTo(writer);
            }
        };
    }

    private async Task<Action<Utf8JsonWriter>?> SetStoreAsync(JsonElement parameters, CancellationToken cancellationToken)
    {
        var key = Text(parameters, "key");
        if (key.Length is 0 or > 512)
        {
            throw new ModuleCallException(-Errno.Invalid, "a key has 1 to 512 characters");
        }

        if (!Capabilities.AllowsStoreKey(key))
        {
            throw Deny($"write the key '{key}'", $"\"store\": [\"{key}\"]");
        }

        var value = OptionalText(parameters, "value");
        if (value?.Length > context.Options.Connection.MessageBytes / 4)
        {
            throw new ModuleCallException(-Errno.TooLong, "the value is too long");
        }

        await Backend.SetStoreAsync($"mgr/{agent.Name}/{key}", value, cancellationToken);
        return null;
    }

    private Action<Utf8JsonWriter>? SetHealthChecks(JsonElement parameters)
    {
        if (!Capabilities.Health)
        {
            throw Deny("raise health checks", "\"health\": true");
        }

        var checks = ImmutableSortedDictionary.CreateBuilder<string, HealthCheck>(StringComparer.Ordinal);
        foreach (var check in parameters.GetProperty("checks").EnumerateObject().Take(MostChecks))
        {
            if (check.Name.Length is 0 or > LongestName)
            {
                throw new ModuleCallException(-Errno.Invalid, $"the code of a health check has 1 to {LongestName} characters");
            }

            var body = check.Value;
            var details = body.TryGetProperty("detail", out var given) && given.ValueKind == JsonValueKind.Array
                ? given.EnumerateArray().Where(line => line.ValueKind == JsonValueKind.String).Take(MostDetails).Select(line => Cut(line.GetString()!)).ToImmutableArray()
                : [];
            var severity = OptionalText(body, "severity") switch
            {
                "error" => HealthSeverity.Error,
                "warning" or null => HealthSeverity.Warning,
                var other => throw new ModuleCallException(-Errno.Invalid, $"{check.Name}: severity '{other}' is not one of warning, error"),
            };
            var count = Number(body, "count");
            checks[check.Name] = new HealthCheck(severity, Cut(OptionalText(body, "summary") ?? check.Name), count > 0 ? count : Math.Max(1, details.Length), details);
        }

        Backend.SetHealthChecks(agent.Name, checks.ToImmutable());
        return null;
    }

    private Action<Utf8JsonWriter>? UpdateProgress(JsonElement parameters)
    {
        RequireProgress();
        var fraction = parameters.TryGetProperty("fraction", out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : 0;
        var id = Cut(Text(parameters, "id"));
        if (context.IsProgressOfAnother(agent.Name, id))
        {
            throw new ModuleCallException(-Errno.Exists, $"another module has a progress event '{id}'; choose another id");
        }

        if (!context.TryTrackProgress(agent.Name, id, MostProgressEvents))
        {
            throw new ModuleCallException(-Errno.TryAgain, $"module '{agent.Name}' has {MostProgressEvents} progress events already; complete some");
        }

        var message = Cut(OptionalText(parameters, "message") ?? "");
        Backend.UpdateProgress(new ProgressEvent(agent.Name, id, message, Math.Clamp(fraction, 0, 1), Flag(parameters, "add_to_ceph_s")));
        return null;
    }

    private Action<Utf8JsonWriter>? CompleteProgress(JsonElement parameters)
    {
        RequireProgress();
        var id = Cut(Text(parameters, "id"));
        if (!context.IsProgressOfAnother(agent.Name, id))
        {
            context.ForgetProgress(agent.Name, id);
            Backend.CompleteProgress(id);
        }

        return null;
    }

    private Action<Utf8JsonWriter>? ClearProgress()
    {
        RequireProgress();
        context.ForgetProgress(agent.Name, null);
        Backend.ClearProgress(agent.Name);
        return null;
    }

    private void RequireProgress()
    {
        if (!Capabilities.Progress)
        {
            throw Deny("report progress", "\"progress\": true");
        }
    }

    private Action<Utf8JsonWriter>? WriteClusterLog(JsonElement parameters)
    {
        if (!Capabilities.ClusterLog)
        {
            throw Deny("write to the cluster log", "\"cluster_log\": true");
        }

        var level = OptionalText(parameters, "level") ?? "info";
        if (level is not ("debug" or "info" or "sec" or "warning" or "error"))
        {
            throw new ModuleCallException(-Errno.Invalid, $"level '{Cut(level)}' is not one of debug, info, sec, warning, error");
        }

        var channel = OptionalText(parameters, "channel") ?? "cluster";
        if (channel.Length is 0 or > LongestName)
        {
            throw new ModuleCallException(-Errno.Invalid, $"a channel has 1 to {LongestName} characters");
        }

        Backend.WriteClusterLog(new ClusterLogEntry(channel, level, Cut(Text(parameters, "message"))));
        return null;
    }

    private async Task<Action<Utf8JsonWriter>> SendCommandAsync(JsonElement parameters, CancellationToken cancellationToken)
    {
        var command = JsonNode.Parse(parameters.GetProperty("cmd").GetRawText()) as JsonObject
            ?? throw new ModuleCallException(-Errno.Invalid, "'cmd' must be an object with a 'prefix'");
        var input = parameters.TryGetProperty("inbuf_base64", out var encoded) && encoded.ValueKind == JsonValueKind.String
            ? encoded.GetBytesFromBase64()
            : System.Text.Encoding.UTF8.GetBytes(OptionalText(parameters, "inbuf") ?? "");
        var request = new CommandRequest(command, input, context.CallerFor(agent.Name));
        if (request.Prefix.Length == 0)
        {
            throw new ModuleCallException(-Errno.Invalid, "'cmd' has no 'prefix'");
        }

        if (!Capabilities.AllowsCommand(request.Prefix))
        {
            throw Deny($"send '{request.Prefix}'", $"\"commands\": [\"{request.Prefix}\"]");
        }

        var target = new CommandTarget(OptionalText(parameters, "target") ?? "mon", OptionalText(parameters, "id") ?? "");
        var result = target.Type == "mgr"
            ? await context.ExecuteAsync(request, cancellationToken)
            : await Backend.SendCommandAsync(target, command, input, cancellationToken);
        if (OptionalText(parameters, "tag") is { } tag)
        {
            context.Notify(new BackendEvent.Notified(NotifyTypes.Command, JsonValue.Create(tag), 0));
        }

        return writer =>
        {
            writer.WriteNumber("retval", result.Code);
            if (System.Text.Unicode.Utf8.IsValid(result.Output.Span))
            {
                writer.WriteString("stdout", result.Output.Span);
            }
            else
            {
                writer.WriteBase64String("stdout_base64", result.Output.Span);
            }

            writer.WriteString("stderr", result.Status);
        };
    }

    private async Task<Action<Utf8JsonWriter>> RemoteAsync(JsonElement parameters, CancellationToken cancellationToken)
    {
        var module = Text(parameters, "module");
        var method = Text(parameters, "method");
        if (!Capabilities.AllowsRemote(module, method))
        {
            throw Deny($"call {module}.{method}", $"\"remote\": [\"{module}.{method}\"]");
        }

        var callee = context.FindModule(module);
        if (callee is null || callee.Status().State == ModuleState.Disabled)
        {
            throw new ModuleCallException(-Errno.NotFound, $"there is no module '{module}', or it is not enabled");
        }

        var answer = await callee.RemoteAsync(
            writer =>
            {
                writer.WriteString("caller", agent.Name);
                writer.WriteString("method", method);
                foreach (var name in (string[])["args", "kwargs", "pickle"])
                {
                    if (parameters.TryGetProperty(name, out var value))
                    {
                        writer.WritePropertyName(name);
                        value.WriteTo(writer);
                    }
                }
            },
            cancellationToken);
        if (answer.ValueKind != JsonValueKind.Object)
        {
            throw new ModuleCallException(-Errno.InputOutput, $"module '{module}' answered {method} with something that is no object");
        }

        return writer =>
        {
            foreach (var property in answer.EnumerateObject())
            {
                property.WriteTo(writer);
            }
        };
    }

    private Action<Utf8JsonWriter>? SetUri(JsonElement parameters)
    {
        var uri = OptionalText(parameters, "uri");
        if (uri?.Length > LongestMessage)
        {
            throw new ModuleCallException(-Errno.TooLong, $"a uri has at most {LongestMessage} characters");
        }

        Backend.SetServiceUri(agent.Name, uri);
        return null;
    }

    private Action<Utf8JsonWriter> IsAuthorized(JsonElement parameters)
    {
        var request = context.Sessions.Find(Number(parameters, "session"))
            ?? throw new ModuleCallException(-Errno.NotFound, "that command is over; ask while it is being answered");
        var arguments = parameters.TryGetProperty("args", out var given) && given.ValueKind == JsonValueKind.Object
            ? given.EnumerateObject().ToDictionary(argument => argument.Name, argument => argument.Value.ToString(), StringComparer.Ordinal)
            : [];
        var allowed = request.Caller.IsAllowed(new CommandPermission(agent.Name, "", arguments, "rw"));
        return writer => writer.WriteBoolean("allowed", allowed);
    }

    private void WriteLog(JsonElement parameters)
    {
        if (parameters.TryGetProperty("lines", out var lines) && lines.ValueKind == JsonValueKind.Array)
        {
            foreach (var line in lines.EnumerateArray().Where(line => line.ValueKind == JsonValueKind.Object))
            {
                agent.Log.Write(
                    ModuleLogLine.Parse(OptionalText(line, "level")), OptionalText(line, "name") ?? agent.Name, OptionalText(line, "message") ?? "");
            }
        }

        agent.Log.CountDropped(Number(parameters, "dropped"));
    }

    private void OnServeEnded(JsonElement parameters)
    {
        if (!parameters.TryGetProperty("error", out var error) || error.ValueKind != JsonValueKind.Object)
        {
            return; // A serve that has nothing more to do is no fault.
        }

        var message = OptionalText(error, "message") ?? "no reason given";
        if (OptionalText(error, "traceback") is { Length: > 0 } traceback)
        {
            agent.Log.Write(LogLevel.Error, "serve", traceback);
        }

        agent.Fault(run, $"its serve failed: {message}");
    }
}
