using System.Text.Json;
using MgrPlatform.Monitor.Services;

namespace MgrPlatform.Monitor.Commands;

/// <summary>Words about daemons, as <c>mon metadata</c>, <c>versions</c> and the like show them.</summary>
public static class DaemonMetadata
{
    public const string Version = "ceph_version";
    private const string Unknown = "unknown";

    /// <summary>One daemon: what it is called, then its values by name.</summary>
    /// <param name="label">Null for a daemon that was asked for by its name: the answer does not repeat it.</param>
    public static void Write(Utf8JsonWriter json, string? label, string name, IReadOnlyDictionary<string, string> values)
    {
        json.WriteStartObject();
        if (label is not null)
        {
            json.WriteString(label, name);
        }

        foreach (var (key, value) in values.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    /// <summary>How many daemons have each value of a property.</summary>
    public static SortedDictionary<string, int> Counts(PaxosService service, string property)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (_, values) in service.DaemonMetadata)
        {
            var value = values.GetValueOrDefault(property, Unknown);
            counts[value] = counts.GetValueOrDefault(value) + 1;
        }

        return counts;
    }

    /// <summary>The answer of <c>… count-metadata</c> and <c>… versions</c>.</summary>
    public static CommandResult Count(CommandCall call, PaxosService service, string property) =>
        call.Json(json => WriteCounts(json, Counts(service, property)), prettyByDefault: true);

    public static void WriteCounts(Utf8JsonWriter json, IReadOnlyDictionary<string, int> counts)
    {
        json.WriteStartObject();
        foreach (var (value, count) in counts)
        {
            json.WriteNumber(value, count);
        }

        json.WriteEndObject();
    }
}
