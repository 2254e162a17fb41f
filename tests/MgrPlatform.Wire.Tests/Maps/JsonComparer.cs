using System.Text.Json;

namespace MgrPlatform.Wire.Tests.Maps;

/// <summary>Compares two JSON documents as values: the order of keys and the way in which a number is written do not count.</summary>
internal static class JsonComparer
{
    /// <summary>Where they differ; keys of <paramref name="ignored"/> are not looked at, wherever they stand.</summary>
    public static IReadOnlyList<string> Differences(JsonElement expected, JsonElement actual, params string[] ignored)
    {
        var differences = new List<string>();
        Compare("", expected, actual, ignored, differences);
        return differences;
    }

    public static JsonElement Dump(Action<Utf8JsonWriter> dump)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            dump(json);
        }

        return JsonElement.Parse(stream.ToArray());
    }

    private static void Compare(string path, JsonElement expected, JsonElement actual, string[] ignored, List<string> differences)
    {
        if (expected.ValueKind != actual.ValueKind)
        {
            differences.Add($"{path}: {Shorten(expected)} expected, {Shorten(actual)} found");
        }
        else if (expected.ValueKind == JsonValueKind.Object)
        {
            CompareObjects(path, expected, actual, ignored, differences);
        }
        else if (expected.ValueKind == JsonValueKind.Array)
        {
            CompareArrays(path, expected, actual, ignored, differences);
        }
        else if (!SameLeaf(expected, actual))
        {
            differences.Add($"{path}: {Shorten(expected)} expected, {Shorten(actual)} found");
        }
    }

    private static void CompareObjects(string path, JsonElement expected, JsonElement actual, string[] ignored, List<string> differences)
    {
        foreach (var property in expected.EnumerateObject().Where(property => !ignored.Contains(property.Name)))
        {
            if (actual.TryGetProperty(property.Name, out var found))
            {
                Compare($"{path}/{property.Name}", property.Value, found, ignored, differences);
            }
            else
            {
                differences.Add($"{path}/{property.Name}: missing");
            }
        }

        differences.AddRange(
            from property in actual.EnumerateObject()
            where !ignored.Contains(property.Name) && !expected.TryGetProperty(property.Name, out _)
            select $"{path}/{property.Name}: not expected");
    }

    private static void CompareArrays(string path, JsonElement expected, JsonElement actual, string[] ignored, List<string> differences)
    {
        if (expected.GetArrayLength() != actual.GetArrayLength())
        {
            differences.Add($"{path}: {expected.GetArrayLength()} elements expected, {actual.GetArrayLength()} found");
            return;
        }

        for (var i = 0; i < expected.GetArrayLength(); i++)
        {
            Compare($"{path}[{i}]", expected[i], actual[i], ignored, differences);
        }
    }

    private static bool SameLeaf(JsonElement expected, JsonElement actual) => expected.ValueKind switch
    {
        JsonValueKind.Number => expected.GetRawText() == actual.GetRawText() || expected.GetDouble().Equals(actual.GetDouble()),
        JsonValueKind.String => expected.GetString() == actual.GetString(),
        _ => true,
    };

    private static string Shorten(JsonElement json)
    {
        var text = json.GetRawText();
        return text.Length <= 120 ? text : text[..120] + "…";
    }
}
