using System.Text;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Auth;

/// <summary>Keys and caps in the text form of a keyring file.</summary>
public static class Keyring
{
    /// <exception cref="FormatException">With a sentence that names the line.</exception>
    public static IReadOnlyList<KeyValuePair<EntityName, EntityAuth>> Parse(string text)
    {
        List<KeyValuePair<EntityName, EntityAuth>> entries = [];
        EntityName? name = null;
        CephxKey? key = null;
        SortedDictionary<string, string> caps = new(StringComparer.Ordinal);
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] is '#' or ';')
            {
                continue;
            }

            if (line[0] == '[')
            {
                Finish();
                name = line[^1] == ']' && EntityName.TryParse(line[1..^1], out var entity)
                    ? entity
                    : throw new FormatException($"line {number}: '{line}' names no entity");
                key = null;
                caps = new SortedDictionary<string, string>(StringComparer.Ordinal);
                continue;
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (name is null || equals < 0)
            {
                throw new FormatException($"line {number}: '{(name is null ? "a value outside a section" : "no '='")}'");
            }

            var word = line[..equals].Trim();
            var value = line[(equals + 1)..].Trim();
            if (word == "key")
            {
                key =
                    CephxKey.TryParse(value, out var parsed) ? parsed : throw new FormatException($"line {number}: the key cannot be read");
            }
            else if (word.StartsWith("caps ", StringComparison.Ordinal))
            {
                caps[word[5..].Trim()] = Unquote(value);
            }
        }

        Finish();
        return entries;

        void Finish()
        {
            if (name is { } finished)
            {
                entries.Add(new(finished, new EntityAuth(key ?? throw new FormatException($"{finished} has no key"), caps)));
            }
        }
    }

    /// <param name="withCaps"><c>auth get-or-create</c> shows the key alone.</param>
    public static void Append(StringBuilder text, EntityName name, EntityAuth auth, bool withCaps = true)
    {
        text.Append('[').Append(name).Append("]\n\tkey = ").Append(auth.Key.ToBase64()).Append('\n');
        if (!withCaps)
        {
            return;
        }

        foreach (var (service, caps) in auth.Caps.OrderBy(static cap => cap.Key, StringComparer.Ordinal))
        {
            text.Append("\tcaps ").Append(service).Append(" = \"").Append(caps.Replace("\"", "\\\"", StringComparison.Ordinal))
                .Append("\"\n");
        }
    }

    private static string Unquote(string value) =>
        value.Length >= 2 && value[0] == '"' && value[^1] == '"'
            ? value[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal)
            : value;
}
