using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Recording;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>Ceph's own options: what there is, what was recorded, and what operators set since.</summary>
internal sealed class CephConfig
{
    private readonly Lazy<ImmutableSortedDictionary<string, string>> _recorded;
    private readonly Lazy<JsonObject> _declarations;
    private readonly Lazy<Dictionary<string, JsonObject>> _byName;
    private readonly string _managerId;

    public CephConfig(string directory, string managerId, Guid fsid)
    {
        _managerId = managerId;
        _recorded = new(() =>
        {
            var values = RecordedFiles.Json(RecordedFiles.Cluster, "config").AsObject()
                .ToImmutableSortedDictionary(
                    pair => pair.Key, pair => pair.Value!.GetValue<string>().Replace("{dir}", directory, StringComparison.Ordinal), StringComparer.Ordinal)
                .ToBuilder();
            values["name"] = $"mgr.{managerId}";
            values["fsid"] = fsid.ToString();
            values["mon_host"] = "[v2:127.9.9.11:43300,v1:127.9.9.11:43301]";
            return values.ToImmutable();
        });
        _declarations = new(() => RecordedFiles.Json(RecordedFiles.Cluster, "config_options").AsObject());
        _byName = new(() => _declarations.Value["options"]!.AsArray()
            .ToDictionary(option => option!["name"]!.GetValue<string>(), option => option!.AsObject(), StringComparer.Ordinal));
    }

    /// <summary>Every option with its description.</summary>
    public JsonObject Declarations => _declarations.Value;

    public JsonObject? FindDeclaration(string name) => _byName.Value.GetValueOrDefault(name);

    /// <summary>Every value as this manager sees it, as text.</summary>
    public ImmutableSortedDictionary<string, string> Values(ImmutableSortedDictionary<string, string> set)
    {
        var values = _recorded.Value.ToBuilder();
        foreach (var (name, _) in set.Select(pair => Split(pair.Key)))
        {
            if (Find(set, $"mgr.{_managerId}", name) is { } value)
            {
                values[name] = Normal(name, value);
            }
        }

        return values.ToImmutable();
    }

    /// <summary>What a daemon sees of an option, as text; null when there is none of that name.</summary>
    public string? Value(ImmutableSortedDictionary<string, string> set, string who, string name)
    {
        if (Find(set, who, name) is { } value)
        {
            return Normal(name, value);
        }

        return _recorded.Value.GetValueOrDefault(name);
    }

    /// <summary>The same as its type has it.</summary>
    public JsonNode? Typed(ImmutableSortedDictionary<string, string> set, string name)
    {
        if (Value(set, $"mgr.{_managerId}", name) is not { } text)
        {
            return null;
        }

        return FindDeclaration(name)?["type"]!.GetValue<string>() switch
        {
            "bool" => text == "true",
            "float" => FloatFields.Float(double.Parse(text, CultureInfo.InvariantCulture)),
            "int" or "uint" or "size" or "secs" or "millisecs" when long.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
            _ => text,
        };
    }

    /// <summary>Whether the text is a value of the option; if not, Ceph's sentence.</summary>
    public string? Refusal(string name, string text) => FindDeclaration(name)!["type"]!.GetValue<string>() switch
    {
        "bool" when text is not ("true" or "false" or "0" or "1" or "yes" or "no") => $"error parsing value: Expected option value to be a boolean, got '{text}'",
        "int" or "uint" when !long.TryParse(text, CultureInfo.InvariantCulture, out _) => $"error parsing value: Expected option value to be integer, got '{text}'",
        "float" when !double.TryParse(text, CultureInfo.InvariantCulture, out _) => $"error parsing value: strict_strtod: '{text}' is not a number",
        _ => null,
    };

    /// <summary>The last that names the daemon: itself, its type, everybody.</summary>
    private static string? Find(ImmutableSortedDictionary<string, string> set, string who, string name) =>
        set.GetValueOrDefault($"{who}/{name}") ?? set.GetValueOrDefault($"{who.Split('.')[0]}/{name}") ?? set.GetValueOrDefault($"global/{name}");

    private static (string Name, string Who) Split(string key) => (key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..], key.Split('/')[0]);

    private string Normal(string name, string text) => FindDeclaration(name)?["type"]!.GetValue<string>() switch
    {
        "bool" => text is "true" or "1" or "yes" ? "true" : "false",
        "float" => double.Parse(text, CultureInfo.InvariantCulture).ToString("F6", CultureInfo.InvariantCulture),
        _ => text,
    };
}
