using System.Text.Json;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Wire.Text;

namespace MgrPlatform.Manager.Commands;

/// <summary><c>ceph config show</c>: what a daemon runs with, and where it comes from.</summary>
internal static class ConfigCommands
{
    private static readonly string[] Levels = ["default", "mon", "file", "env", "cmdline", "override", "final"];

    public static OwnAnswer Show(CommandCall call, OwnContext context)
    {
        var who = call.Text("who") ?? "";
        var dot = who.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0)
        {
            return OwnAnswer.Refuse(Errno.Invalid, "invalid daemon name: use <type>.<id>");
        }

        if (context.OptionsOf(who[..dot], who[(dot + 1)..]) is not { } options)
        {
            return OwnAnswer.Refuse(Errno.NotFound, $"no config state for daemon {who}");
        }

        if (call.Prefix == "config show" && call.Text("key") is { } key)
        {
            return One(context, options, key);
        }

        if (options.Defaults.Count == 0)
        {
            return OwnAnswer.Text("");
        }

        var settings = call.Prefix == "config show" ? Set(options) : All(options);
        return call.WantsJson
            ? OwnAnswer.Coded(0, call.Json(json => Write(json, options, settings)), "")
            : OwnAnswer.Text(Table(options, settings));
    }

    private static OwnAnswer One(OwnContext context, DaemonOptions options, string key)
    {
        if (key == "fsid")
        {
            return OwnAnswer.Text($"{context.Map.OsdMap.Client.Fsid}\n");
        }

        var value = options.Config?.Values.TryGetValue(key, out var levels) == true && levels.Count > 0
            ? Top(levels).Value
            : options.Defaults.GetValueOrDefault(key);
        return value is null ? OwnAnswer.Refuse(Errno.NotFound, "") : OwnAnswer.Text(value + "\n");
    }

    private static IEnumerable<(string Name, IReadOnlyList<KeyValuePair<int, string>> Levels)> Set(DaemonOptions options) =>
        (options.Config?.Values.AsEnumerable() ?? [])
            .Where(static option => option.Value.Count > 0)
            .OrderBy(static option => option.Key, StringComparer.Ordinal)
            .Select(static option => (option.Key, Ordered(option.Value)));

    private static IEnumerable<(string Name, IReadOnlyList<KeyValuePair<int, string>> Levels)> All(DaemonOptions options)
    {
        foreach (var (name, value) in options.Defaults.OrderBy(static option => option.Key, StringComparer.Ordinal))
        {
            yield return options.Config?.Values.TryGetValue(name, out var levels) == true && levels.Count > 0
                ? (name, Ordered(levels))
                : (name, [KeyValuePair.Create(0, value)]);
        }
    }

    private static IReadOnlyList<KeyValuePair<int, string>> Ordered(OrderedDictionary<int, string> levels) =>
        [.. levels.OrderBy(static level => level.Key)];

    private static KeyValuePair<int, string> Top(OrderedDictionary<int, string> levels) => levels.MaxBy(static level => level.Key);

    private static string NameOf(int level) => level >= 0 && level < Levels.Length ? Levels[level] : "???";

    private static void Write(
        Utf8JsonWriter json, DaemonOptions options, IEnumerable<(string Name, IReadOnlyList<KeyValuePair<int, string>> Levels)> settings)
    {
        json.WriteStartArray();
        foreach (var (name, levels) in settings)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("value", levels[^1].Value);
            json.WriteString("source", NameOf(levels[^1].Key));
            if (levels.Count > 1)
            {
                json.WriteStartArray("overrides");
                foreach (var (level, value) in levels.SkipLast(1))
                {
                    json.WriteStartObject();
                    json.WriteString("source", NameOf(level));
                    json.WriteString("value", value);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            if (IsIgnored(options, name))
            {
                json.WriteString("ignores", "mon");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Table(DaemonOptions options, IEnumerable<(string Name, IReadOnlyList<KeyValuePair<int, string>> Levels)> settings)
    {
        var table = new TextTable(("NAME", false), ("VALUE", false), ("SOURCE", false), ("OVERRIDES", false), ("IGNORES", false));
        foreach (var (name, levels) in settings)
        {
            var (top, value) = levels[^1];
            var overrides = levels.SkipLast(1).Reverse()
                .Select(level => level.Value == value ? $"({NameOf(level.Key)}[{level.Value}])" : $"{NameOf(level.Key)}[{level.Value}]");
            table.Add(name, value, NameOf(top), string.Join(',', overrides), IsIgnored(options, name) ? "mon" : "");
        }

        return table.ToString();
    }

    private static bool IsIgnored(DaemonOptions options, string name) => options.Config?.Ignored.ContainsKey(name) == true;
}
