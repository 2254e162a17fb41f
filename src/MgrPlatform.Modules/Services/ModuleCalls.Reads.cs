using System.Buffers;
using System.Text.Json;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Runtimes.Rpc;
using MgrPlatform.PluginSdk;

namespace MgrPlatform.Modules.Services;

/// <summary>The reads: documents, counters, metadata.</summary>
internal sealed partial class ModuleCalls
{
    private const string CountersDocument = "counters";

    private Action<Utf8JsonWriter> Get(JsonElement parameters)
    {
        var name = Text(parameters, "name");
        RequireDocument(name);
        var document = Backend.FindDocument(name);
        return document is null ? WriteNothing : WriteDocument(document, Number(parameters, "have"), Flag(parameters, "changes"));
    }

    private static void WriteNothing(Utf8JsonWriter writer)
    {
        writer.WriteNumber("version", 0);
        writer.WriteNull("value");
    }

    private void RequireDocument(string name)
    {
        if (!Capabilities.AllowsDocument(name))
        {
            throw Deny($"read '{name}'", $"\"documents\": [\"{name}\"]");
        }
    }

    /// <param name="changes">The reader can apply changes to the version that it has.</param>
    private Action<Utf8JsonWriter> WriteDocument(Document document, long have, bool changes)
    {
        if (document.Version == have)
        {
            return writer =>
            {
                writer.WriteNumber("version", document.Version);
                writer.WriteBoolean("unchanged", true);
            };
        }

        if (document.Json.Length > context.Options.InlineDocumentBytes)
        {
            if (context.History.ChangesSince(changes ? have : 0, document) is { } difference)
            {
                return writer =>
                {
                    writer.WriteNumber("version", document.Version);
                    writer.WriteNumber("from", have);
                    writer.WritePropertyName("changes");
                    writer.WriteRawValue(difference.Span, skipInputValidation: true);
                };
            }

            var path = context.Documents.PathOf(document);
            return writer =>
            {
                writer.WriteNumber("version", document.Version);
                writer.WriteString("path", path);
                writer.WriteNumber("size", document.Json.Length);
            };
        }

        return writer =>
        {
            writer.WriteNumber("version", document.Version);
            writer.WritePropertyName("value");
            writer.WriteRawValue(document.Json.Span, skipInputValidation: true);
        };
    }

    private Action<Utf8JsonWriter> GetCounters(JsonElement parameters)
    {
        RequireDocument(CountersDocument);
        var priority = parameters.TryGetProperty("prio_limit", out var limit) && limit.ValueKind == JsonValueKind.Number ? limit.GetInt32() : 5;
        HashSet<string>? services = parameters.TryGetProperty("services", out var given) && given.ValueKind == JsonValueKind.Array
            ? [.. given.EnumerateArray().Select(service => service.GetString() ?? "")]
            : null;
        var filter = $"{CountersDocument} {priority} {(services is null ? "" : string.Join(' ', services.Order(StringComparer.Ordinal)))}";
        return WriteDocument(context.CountersDocument(filter, () => SerializeCounters(priority, services)), Number(parameters, "have"), changes: false);
    }

    private ReadOnlyMemory<byte> SerializeCounters(int priority, HashSet<string>? services)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var daemon in Backend.Daemons.Where(daemon => services is null || services.Contains(daemon.Key.Type)))
            {
                writer.WriteStartObject(daemon.Key.ToString());
                writer.WriteStartObject("service");
                writer.WriteString("type", daemon.Key.Type);
                writer.WriteString("id", daemon.Key.Id);
                writer.WriteEndObject();
                writer.WriteStartObject("counters");
                foreach (var counter in daemon.Counters.Values.Where(counter => counter.Schema.Priority >= priority))
                {
                    WriteCounter(writer, counter);
                }

                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteCounter(Utf8JsonWriter writer, PerfCounter counter)
    {
        writer.WriteStartObject(counter.Schema.Path);
        WriteSchema(writer, counter.Schema);
        var sample = counter.Latest() ?? default; // Nothing reported yet counts as nothing done: every reader expects a value.
        writer.WriteNumber("value", sample.Value);
        if (counter.Schema.IsAverage)
        {
            writer.WriteNumber("count", sample.Count);
        }

        writer.WriteEndObject();
    }

    private static void WriteSchema(Utf8JsonWriter writer, CounterSchema schema)
    {
        writer.WriteNumber("type", schema.Type);
        writer.WriteNumber("priority", schema.Priority);
        writer.WriteNumber("units", schema.Units);
        writer.WriteString("nick", schema.Nick);
        writer.WriteString("description", schema.Description);
    }

    private Action<Utf8JsonWriter> GetCounter(JsonElement parameters)
    {
        RequireDocument(CountersDocument);
        var counter = Backend.FindDaemon(Key(parameters))?.Counters.GetValueOrDefault(Text(parameters, "path"));
        var samples = counter?.Samples() ?? [];
        return writer =>
        {
            writer.WriteStartArray("samples");
            foreach (var sample in samples)
            {
                writer.WriteStartArray();
                writer.WriteNumberValue(sample.Time);
                writer.WriteNumberValue(sample.Value);
                if (counter!.Schema.IsAverage)
                {
                    writer.WriteNumberValue(sample.Count);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        };
    }

    private Action<Utf8JsonWriter> GetPerfSchema(JsonElement parameters)
    {
        RequireDocument(CountersDocument);
        var key = Key(parameters);
        var daemons = Backend.Daemons.Where(daemon =>
            (key.Type.Length == 0 || daemon.Key.Type == key.Type) && (key.Id.Length == 0 || daemon.Key.Id == key.Id));
        return writer =>
        {
            foreach (var daemon in daemons)
            {
                writer.WriteStartObject(daemon.Key.ToString());
                foreach (var counter in daemon.Counters.Values)
                {
                    writer.WriteStartObject(counter.Schema.Path);
                    WriteSchema(writer, counter.Schema);
                    writer.WriteEndObject();
                }

                writer.WriteEndObject();
            }
        };
    }

    private RpcAnswer GetServer(JsonElement parameters)
    {
        RequireDocument("servers");
        var hostname = OptionalText(parameters, "hostname");
        var hosts = Backend.Daemons.GroupBy(daemon => daemon.Hostname, StringComparer.Ordinal).OrderBy(host => host.Key, StringComparer.Ordinal);
        if (hostname is not null)
        {
            var host = hosts.FirstOrDefault(host => host.Key == hostname)
                ?? throw new ModuleCallException(-Errno.NotFound, $"no daemon has reported from host '{hostname}'");
            return new RpcAnswer(writer => WriteServer(writer, host));
        }

        return new RpcAnswer(
            writer =>
        {
            writer.WriteStartArray();
            foreach (var host in hosts)
            {
                writer.WriteStartObject();
                WriteServer(writer, host);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        },
            IsWhole: true);
    }

    private static void WriteServer(Utf8JsonWriter writer, IGrouping<string, DaemonState> host)
    {
        writer.WriteString("hostname", host.Key);
        writer.WriteStartArray("services");
        foreach (var daemon in host)
        {
            writer.WriteStartObject();
            writer.WriteString("type", daemon.Key.Type);
            writer.WriteString("id", daemon.Key.Id);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("ceph_version", host.First().Metadata.GetValueOrDefault("ceph_version", ""));
    }

    private Action<Utf8JsonWriter> GetMetadata(JsonElement parameters)
    {
        RequireDocument("metadata");
        var daemon = Backend.FindDaemon(Key(parameters));
        return writer => WriteTexts(writer, "metadata", daemon?.Metadata);
    }

    private Action<Utf8JsonWriter> GetDaemonStatus(JsonElement parameters)
    {
        RequireDocument("metadata");
        var daemon = Backend.FindDaemon(Key(parameters));
        return writer => WriteTexts(writer, "status", daemon?.Status);
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, string>? texts)
    {
        if (texts is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        foreach (var (key, value) in texts)
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }

    private static DaemonKey Key(JsonElement parameters) => new(Text(parameters, "type"), Text(parameters, "id"));
}
