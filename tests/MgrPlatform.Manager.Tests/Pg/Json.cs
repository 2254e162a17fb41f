using System.Globalization;
using System.Text.Json;

namespace MgrPlatform.Manager.Tests.Pg;

/// <summary>Compares JSON documents as values; lists of objects as sets, for Ceph writes them in the order of its hash tables.</summary>
internal static class Json
{
    private const double Precision = 1e-9;

    public static JsonElement Of(Action<Utf8JsonWriter> writeMembers)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }

        return JsonElement.Parse(stream.ToArray());
    }

    public static JsonElement Whole(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            write(json);
        }

        return JsonElement.Parse(stream.ToArray());
    }

    /// <summary>Where they differ, at most a dozen places; members named in <paramref name="ignored"/> are not looked at.</summary>
    public static string[] Differences(JsonElement expected, JsonElement actual, params string[] ignored)
    {
        var differences = new List<string>();
        Compare("", expected, actual, ignored, differences);
        return [.. differences.Take(12)];
    }

    private static void Compare(string path, JsonElement expected, JsonElement actual, string[] ignored, List<string> differences)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object when actual.ValueKind == JsonValueKind.Object:
                CompareObjects(path, expected, actual, ignored, differences);
                break;
            case JsonValueKind.Array when actual.ValueKind == JsonValueKind.Array:
                CompareArrays(path, expected, actual, ignored, differences);
                break;
            case JsonValueKind.Number when actual.ValueKind == JsonValueKind.Number:
                var (wanted, found) = (expected.GetDouble(), actual.GetDouble());
                if (Math.Abs(wanted - found) > Math.Abs(wanted) * Precision)
                {
                    differences.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: {wanted} expected, {found} found"));
                }

                break;
            case JsonValueKind.String when actual.ValueKind == JsonValueKind.String:
                if (expected.GetString() != actual.GetString())
                {
                    differences.Add($"{path}: {Shorten(expected)} expected, {Shorten(actual)} found");
                }

                break;
            default:
                if (expected.GetRawText() != actual.GetRawText())
                {
                    differences.Add($"{path}: {Shorten(expected)} expected, {Shorten(actual)} found");
                }

                break;
        }
    }

    private static void CompareObjects(string path, JsonElement expected, JsonElement actual, string[] ignored, List<string> differences)
    {
        foreach (var member in expected.EnumerateObject().Where(member => !ignored.Contains(member.Name)))
        {
            if (actual.TryGetProperty(member.Name, out var found))
            {
                Compare($"{path}/{member.Name}", member.Value, found, ignored, differences);
            }
            else
            {
                differences.Add($"{path}/{member.Name}: missing");
            }
        }

        differences.AddRange(
            from member in actual.EnumerateObject()
            where !ignored.Contains(member.Name) && !expected.TryGetProperty(member.Name, out _)
            select $"{path}/{member.Name}: not expected");
    }

    private static void CompareArrays(string path, JsonElement expected, JsonElement actual, string[] ignored, List<string> differences)
    {
        var (wanted, found) = (Sorted(expected), Sorted(actual));
        if (wanted.Length != found.Length)
        {
            differences.Add($"{path}: {wanted.Length} elements expected, {found.Length} found");
            return;
        }

        for (var i = 0; i < wanted.Length; i++)
        {
            Compare($"{path}[{KeyOf(wanted[i])}]", wanted[i], found[i], ignored, differences);
        }
    }

    private static JsonElement[] Sorted(JsonElement array) =>
        array.GetArrayLength() > 0 && array[0].ValueKind == JsonValueKind.Object
            ? [.. array.EnumerateArray().OrderBy(KeyOf, StringComparer.Ordinal)]
            : [.. array.EnumerateArray()];

    private static string KeyOf(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return "";
        }

        string[] keys = ["pgid", "poolid", "pool_id", "osd", "id", "state_name", "name", "interface", "shards"];
        return string.Join(':', keys.Where(key => element.TryGetProperty(key, out _)).Select(key => element.GetProperty(key).ToString()));
    }

    private static string Shorten(JsonElement json)
    {
        var text = json.GetRawText();
        return text.Length <= 100 ? text : text[..100] + "…";
    }
}
