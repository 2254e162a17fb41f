using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.PluginSdk.Hosting;

namespace MgrPlatform.PluginSdk.Testing;

/// <summary>The host's side of the protocol in memory: answers from the setup and remembers what the module did.</summary>
internal sealed class RecordedHost(TestHostSetup setup) : IHostChannel
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Version, string Json)> _documents = [];
    private TaskCompletionSource _changed = NewSignal();

    public ImmutableList<TestLogLine> Log { get; private set; } = [];

    public ImmutableList<string> ClusterLog { get; private set; } = [];

    public ImmutableList<SentCommand> SentCommands { get; private set; } = [];

    public ImmutableDictionary<string, ModuleHealthCheck> Health { get; private set; } = ImmutableDictionary<string, ModuleHealthCheck>.Empty;

    public ImmutableDictionary<string, (string Message, double Fraction)> Progress { get; private set; } =
        ImmutableDictionary<string, (string Message, double Fraction)>.Empty;

    public string? Uri { get; private set; }

    public bool ServeEnded { get; private set; }

    public string? ServeError { get; private set; }

    /// <summary>Gets what the real host pushes to the module after a write.</summary>
    public Action<string, JsonObject>? Push { get; set; }

    /// <summary>Completes at the next thing that the module does.</summary>
    public Task Changed
    {
        get
        {
            lock (_gate)
            {
                return _changed.Task;
            }
        }
    }

    public void SetDocument(string name, string json)
    {
        using (JsonDocument.Parse(json))
        {
            lock (_gate)
            {
                _documents[name] = (_documents.GetValueOrDefault(name).Version + 1, json);
            }
        }
    }

    public ValueTask<JsonElement> CallAsync(string method, JsonObject parameters, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (setup.Denied.Contains(method))
        {
            throw new ModuleCallException(-ErrorCode.AccessDenied, $"the manifest does not allow {method}");
        }

        JsonNode answer;
        lock (_gate)
        {
            answer = Answer(method, parameters);
        }

        Signal();
        return ValueTask.FromResult(JsonElement.Parse(answer.ToJsonString()));
    }

    public void Notify(string method, JsonObject parameters)
    {
        lock (_gate)
        {
            if (method == "log")
            {
                Log = Log.AddRange(parameters["lines"]!.AsArray().Select(static line =>
                    new TestLogLine((string)line!["level"]!, (string)line["name"]!, (string)line["message"]!)));
            }
            else if (method == "serve_ended")
            {
                ServeEnded = true;
                ServeError = (string?)parameters["error"]?["traceback"];
            }
        }

        Signal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static string Text(JsonObject parameters, string name) => (string?)parameters[name] ?? "";

    private static JsonObject Parsed(string member, string? json) => new() { [member] = json is null ? null : JsonNode.Parse(json) };

    private void Signal()
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            (changed, _changed) = (_changed, NewSignal());
        }

        changed.SetResult();
    }

    private JsonNode Answer(string method, JsonObject parameters)
    {
        switch (method)
        {
            case "get":
                return Document(Text(parameters, "name"), parameters);
            case "get_counters":
                _documents.TryAdd("counters", (1, setup.Counters));
                return Document("counters", parameters);
            case "get_counter":
                return new JsonObject { ["samples"] = new JsonArray() };
            case "get_perf_schema":
                return new JsonObject();
            case "get_metadata":
                return Parsed("metadata", setup.Metadata.TryGetValue($"{Text(parameters, "type")}.{Text(parameters, "id")}", out var metadata) ? metadata : null);
            case "get_daemon_status":
                return new JsonObject { ["status"] = null };
            case "get_server":
                return Servers((string?)parameters["hostname"]);
            case "get_ceph_option":
                return new JsonObject { ["value"] = setup.CephOptions.TryGetValue(Text(parameters, "name"), out var value) ? value.DeepClone() : null };
            case "get_module_option":
                return new JsonObject { ["value"] = null };
            case "set_module_option":
                Store("options", setup.Options, Text(parameters, "name"), (string?)parameters["value"]);
                break;
            case "set_store":
                Store("store", setup.Store, Text(parameters, "key"), (string?)parameters["value"]);
                break;
            case "set_health_checks":
                Health = parameters["checks"]!.AsObject().ToImmutableDictionary(static pair => pair.Key, static pair => Check(pair.Key, pair.Value!));
                break;
            case "progress_update":
                Progress = Progress.SetItem(Text(parameters, "id"), (Text(parameters, "message"), (double)parameters["fraction"]!));
                break;
            case "progress_complete":
                Progress = Progress.Remove(Text(parameters, "id"));
                break;
            case "progress_clear":
                Progress = Progress.Clear();
                break;
            case "cluster_log":
                ClusterLog = ClusterLog.Add($"[{Text(parameters, "level")}] {Text(parameters, "message")}");
                break;
            case "send_command":
                return Send(parameters);
            case "remote":
                return Remote(parameters);
            case "set_uri":
                Uri = (string?)parameters["uri"];
                break;
            case "is_authorized":
                return new JsonObject { ["allowed"] = true };
            default:
                throw new ModuleCallException(-ErrorCode.NotSupported, $"the test host does not know {method}");
        }

        return new JsonObject();
    }

    private JsonObject Document(string name, JsonObject parameters)
    {
        if (!_documents.TryGetValue(name, out var document))
        {
            return new JsonObject { ["version"] = 0, ["value"] = null };
        }

        return (long?)parameters["have"] == document.Version
            ? new JsonObject { ["version"] = document.Version, ["unchanged"] = true }
            : new JsonObject { ["version"] = document.Version, ["value"] = JsonNode.Parse(document.Json) };
    }

    private JsonNode Servers(string? hostname)
    {
        var all = JsonNode.Parse(setup.Servers)!;
        return hostname is null ? all : all.AsArray().FirstOrDefault(server => (string?)server?["hostname"] == hostname)?.DeepClone() ?? new JsonObject();
    }

    private void Store(string what, IDictionary<string, string> pairs, string key, string? value)
    {
        if (value is null)
        {
            pairs.Remove(key);
        }
        else
        {
            pairs[key] = value;
        }

        Push?.Invoke(what, new JsonObject
        {
            ["set"] = value is null ? [] : new JsonObject { [key] = value },
            ["removed"] = value is null ? new JsonArray(key) : [],
        });
    }

    private static ModuleHealthCheck Check(string code, JsonNode check) => new(code, (string)check["summary"]!)
    {
        IsError = (string?)check["severity"] == "error",
        Count = (long)check["count"]!,
        Detail = [.. check["detail"]!.AsArray().Select(static line => (string)line!)],
    };

    private JsonObject Send(JsonObject parameters)
    {
        var target = new CephTarget(Text(parameters, "target"), Text(parameters, "id"));
        var command = (JsonObject)parameters["cmd"]!.DeepClone();
        SentCommands = SentCommands.Add(new SentCommand(target, command));
        var reply = setup.AnswerCommand?.Invoke(target, command)
            ?? CommandReply.Failure(ErrorCode.Invalid, $"the test host has no answer to '{command["prefix"]}': set TestHostSetup.AnswerCommand");
        return new JsonObject { ["retval"] = reply.Code, ["stdout"] = reply.Output, ["stderr"] = reply.Status };
    }

    private JsonObject Remote(JsonObject parameters)
    {
        var answer = setup.AnswerRemote ?? throw new ModuleCallException(-ErrorCode.NotFound, $"there is no module {Text(parameters, "module")}");
        return new JsonObject { ["value"] = answer(Text(parameters, "module"), Text(parameters, "method"), (JsonArray)parameters["args"]!.DeepClone()) };
    }
}
