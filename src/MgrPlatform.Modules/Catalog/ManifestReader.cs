using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MgrPlatform.Modules.Catalog;

/// <summary>Reads <c>plugin.json</c> and says everything that is wrong with it at once, each with the field's name.</summary>
public static partial class ManifestReader
{
    private const int MaximumLength = 256 * 1024;
    private const int LongestText = 1000;
    private const int LongestVersion = 64;
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 16 };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a manifest; with problems there is no manifest.</summary>
    public static (PluginManifest? Manifest, ImmutableArray<string> Problems) Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MaximumLength)
        {
            return (null, [$"{PluginManifest.FileName} is longer than {MaximumLength} bytes"]);
        }

        try
        {
            using var document = JsonDocument.Parse(json.Span.StartsWith(ByteOrderMark) ? json[ByteOrderMark.Length..] : json, Lenient);
            return new Reader().Read(document.RootElement);
        }
        catch (JsonException error)
        {
            return (null, [$"{PluginManifest.FileName} is not JSON: line {error.LineNumber + 1}, column {error.BytePositionInLine + 1}"]);
        }
        catch (InvalidOperationException)
        {
            return (null, [$"{PluginManifest.FileName} holds a text that is not Unicode; save it as UTF-8"]);
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,62}$", RegexOptions.NonBacktracking)]
    internal static partial Regex NamePattern();

    private sealed class Reader
    {
        private readonly List<string> _problems = [];

        public (PluginManifest?, ImmutableArray<string>) Read(JsonElement root)
        {
            if (root.ValueKind != JsonValueKind.Object)
            {
                return (null, [$"{PluginManifest.FileName} must hold an object"]);
            }

            RefuseUnknown(root, "", ["$schema", "name", "version", "description", "language", "entry", "interpreter", "isolation", "standby", "capabilities", "limits"]);
            var name = Text(root, "name", required: true) ?? "";
            if (name.Length > 0 && !NamePattern().IsMatch(name))
            {
                _problems.Add($"name: '{name}' must be small letters, digits and _, and begin with a letter");
            }

            var language = Choice(root, "language", required: true, "python", "javascript", "dotnet") switch
            {
                "javascript" => PluginLanguage.JavaScript,
                "dotnet" => PluginLanguage.DotNet,
                _ => PluginLanguage.Python,
            };
            var isInHost = Choice(root, "isolation", required: false, "child", "host") == "host";
            if (isInHost && language != PluginLanguage.DotNet)
            {
                _problems.Add("isolation: 'host' is for language 'dotnet' only; leave it out");
            }

            var entry = Text(root, "entry", required: false);
            if (entry is not null && (Path.IsPathRooted(entry) || entry.Split('/').Contains("..")))
            {
                _problems.Add($"entry: '{entry}' must be a file inside the plugin's folder");
            }

            var interpreter = Text(root, "interpreter", required: false);
            if (interpreter is not null && !Path.IsPathRooted(interpreter))
            {
                _problems.Add($"interpreter: '{interpreter}' must be an absolute path");
            }

            var manifest = new PluginManifest(
                name,
                Text(root, "version", required: false, longest: LongestVersion) ?? "0.0.0",
                Text(root, "description", required: false, shortest: 0) ?? "",
                language,
                entry,
                interpreter,
                isInHost,
                Choice(root, "standby", required: false, "cold", "warm") == "warm",
                Capabilities(root),
                Limits(root, language));
            return _problems.Count == 0 ? (manifest, []) : (null, [.. _problems]);
        }

        private PluginCapabilities Capabilities(JsonElement root)
        {
            if (Section(root, "capabilities") is not { } section)
            {
                return new PluginCapabilities();
            }

            RefuseUnknown(section, "capabilities.", ["documents", "commands", "store", "remote", "options", "health", "progress", "cluster_log"]);
            return new PluginCapabilities
            {
                Documents = Names(section, "documents"),
                Commands = Names(section, "commands"),
                Store = Names(section, "store"),
                Remote = Names(section, "remote"),
                Options = Names(section, "options"),
                Health = Flag(section, "health"),
                Progress = Flag(section, "progress"),
                ClusterLog = Flag(section, "cluster_log"),
            };
        }

        private PluginLimits Limits(JsonElement root, PluginLanguage language)
        {
            // Modules of Ceph rely on one command at a time.
            var defaults = new PluginLimits { Concurrency = language == PluginLanguage.Python ? 1 : 64 };
            if (Section(root, "limits") is not { } section)
            {
                return defaults;
            }

            RefuseUnknown(section, "limits.", ["memory_mib", "command_deadline_s", "queue_length", "concurrency", "start_timeout_s", "shutdown_timeout_s"]);
            return defaults with
            {
                MemoryMib = Integer(section, "memory_mib", 16, 1 << 20, defaults.MemoryMib),
                CommandDeadline = Seconds(section, "command_deadline_s", 86400, defaults.CommandDeadline),
                QueueLength = Integer(section, "queue_length", 1, 10000, defaults.QueueLength),
                Concurrency = Integer(section, "concurrency", 1, 1024, defaults.Concurrency),
                StartTimeout = Seconds(section, "start_timeout_s", 3600, defaults.StartTimeout),
                ShutdownTimeout = Seconds(section, "shutdown_timeout_s", 3600, defaults.ShutdownTimeout),
            };
        }

        private void RefuseUnknown(JsonElement section, string path, string[] known)
        {
            foreach (var property in section.EnumerateObject().Where(property => !known.Contains(property.Name)))
            {
                _problems.Add($"{path}{property.Name}: no such field; known are {string.Join(", ", known.Where(field => field[0] != '$'))}");
            }
        }

        private JsonElement? Section(JsonElement root, string name)
        {
            if (!root.TryGetProperty(name, out var section))
            {
                return null;
            }

            if (section.ValueKind == JsonValueKind.Object)
            {
                return section;
            }

            _problems.Add($"{name}: must be an object");
            return null;
        }

        private string? Text(JsonElement root, string name, bool required, int shortest = 1, int longest = LongestText)
        {
            if (!root.TryGetProperty(name, out var value))
            {
                if (required)
                {
                    _problems.Add($"{name}: is missing");
                }

                return null;
            }

            if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text && text.Length >= shortest && text.Length <= longest)
            {
                return text;
            }

            _problems.Add($"{name}: must be a text of {shortest} to {longest} characters");
            return null;
        }

        private string? Choice(JsonElement root, string name, bool required, params string[] choices)
        {
            var text = Text(root, name, required);
            if (text is null || choices.Contains(text))
            {
                return text;
            }

            _problems.Add($"{name}: '{text}' is not one of {string.Join(", ", choices)}");
            return null;
        }

        private ImmutableArray<string> Names(JsonElement section, string name)
        {
            if (!section.TryGetProperty(name, out var value))
            {
                return [];
            }

            if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && item.GetString()!.Length > 0))
            {
                return [.. value.EnumerateArray().Select(item => item.GetString()!)];
            }

            _problems.Add($"capabilities.{name}: must be a list of names, such as [\"osd_map\"] or [\"*\"]");
            return [];
        }

        private bool Flag(JsonElement section, string name)
        {
            if (!section.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.False)
            {
                return false;
            }

            if (value.ValueKind == JsonValueKind.True)
            {
                return true;
            }

            _problems.Add($"capabilities.{name}: must be true or false");
            return false;
        }

        private int Integer(JsonElement section, string name, int minimum, int maximum, int otherwise)
        {
            if (!section.TryGetProperty(name, out var value))
            {
                return otherwise;
            }

            if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= minimum && number <= maximum)
            {
                return number;
            }

            _problems.Add($"limits.{name}: must be a whole number from {minimum} to {maximum}");
            return otherwise;
        }

        private TimeSpan Seconds(JsonElement section, string name, double maximum, TimeSpan otherwise)
        {
            if (!section.TryGetProperty(name, out var value))
            {
                return otherwise;
            }

            if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds > 0 && seconds <= maximum)
            {
                return TimeSpan.FromSeconds(seconds);
            }

            _problems.Add($"limits.{name}: must be a number of seconds above 0 and at most {maximum}");
            return otherwise;
        }
    }
}
