using System.Globalization;
using System.Text.Json;

namespace MgrPlatform.Interop.Tests.Manager.Documents;

/// <summary>A JSON document as places and what stands there: <c>/pools[3]/type = 1 (whole)</c>.</summary>
internal static class FlatDocument
{
    private static readonly string[] Keys = ["pgid", "poolid", "pool_id", "pool", "osd", "id", "uuid", "name", "rank"];

    /// <summary>
    /// The places where two documents differ, without the numbers of list entries, each with an example: a key that one lacks, another
    /// kind of value (whole or real numbers are two), another value. Lists are compared by their entries' ids, as far as these have any.
    /// </summary>
    public static IEnumerable<(string Place, string Example)> Differences(string theirs, string ours)
    {
        var (expected, found) = (Flatten(theirs), Flatten(ours));
        foreach (var (place, entry) in expected)
        {
            if (!found.TryGetValue(place, out var other))
            {
                yield return (entry.Place, $"only ceph-mgr has {place} = {entry.Text}");
            }
            else if (!Same(entry, other))
            {
                yield return (entry.Place, $"{place}: {entry.Text} ({entry.Kind}) of ceph-mgr, {other.Text} ({other.Kind}) of ours");
            }
        }

        foreach (var (place, entry) in found)
        {
            if (!expected.ContainsKey(place))
            {
                yield return (entry.Place, $"only ours has {place} = {entry.Text}");
            }
        }
    }

    private static Dictionary<string, Entry> Flatten(string text)
    {
        using var document = JsonDocument.Parse(text);
        Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
        Add(document.RootElement, "", "", entries);
        return entries;
    }

    private static void Add(JsonElement element, string exact, string place, Dictionary<string, Entry> entries)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                entries[exact] = new Entry(place, "object", "{}");
                foreach (var member in element.EnumerateObject())
                {
                    Add(member.Value, $"{exact}/{member.Name}", $"{place}/{member.Name}", entries);
                }

                break;
            case JsonValueKind.Array:
                entries[exact] = new Entry(place, "list", "[]");
                foreach (var (index, item) in element.EnumerateArray().Index())
                {
                    var key = KeyOf(item) ?? index.ToString(CultureInfo.InvariantCulture);
                    var unique = entries.ContainsKey($"{exact}[{key}]") ? $"{key}#{index}" : key;
                    Add(item, $"{exact}[{unique}]", $"{place}[]", entries);
                }

                break;
            case JsonValueKind.Number:
                var isReal = element.GetRawText().AsSpan().IndexOfAny(".eE") >= 0;
                entries[exact] = new Entry(place, isReal ? "real" : "whole", element.GetRawText());
                break;
            default:
                entries[exact] = new Entry(
                    place,
                    element.ValueKind is JsonValueKind.True or JsonValueKind.False ? "boolean" : element.ValueKind.ToString(),
                    element.ToString());
                break;
        }
    }

    private static string? KeyOf(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var found = Keys
            .Where(key => item.TryGetProperty(key, out var value) && value.ValueKind is JsonValueKind.Number or JsonValueKind.String)
            .Select(key => item.GetProperty(key).ToString()).ToArray();
        return found.Length == 0 ? null : string.Join(':', found);
    }

    private static bool Same(Entry expected, Entry found) => expected.Kind == found.Kind
        && (expected.Text == found.Text
            || (expected.Kind is "real" or "whole"
                && Math.Abs(Number(expected) - Number(found)) <= Math.Abs(Number(expected)) * 1e-9));

    private static double Number(Entry entry) => double.Parse(entry.Text, CultureInfo.InvariantCulture);

    private sealed record Entry(string Place, string Kind, string Text);
}
