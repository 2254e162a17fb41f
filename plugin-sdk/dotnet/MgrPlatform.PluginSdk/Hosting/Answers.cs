using System.Text.Json;

namespace MgrPlatform.PluginSdk.Hosting;

/// <summary>Reads the host's answers; a member that is missing or of another type counts as absent, as the protocol asks.</summary>
internal static class Answers
{
    public static JsonElement? Member(JsonElement answer, string name) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out var value)
        && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? value
            : null;

    public static string? Text(JsonElement answer, string name) =>
        Member(answer, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static long Integer(JsonElement answer, string name) =>
        Member(answer, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : 0;

    /// <summary>The texts of an object; other values as their JSON.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Pairs(JsonElement answer, string name)
    {
        if (Member(answer, name) is not { ValueKind: JsonValueKind.Object } map)
        {
            yield break;
        }

        foreach (var pair in map.EnumerateObject())
        {
            var text = pair.Value.ValueKind == JsonValueKind.String ? pair.Value.GetString()! : pair.Value.GetRawText();
            yield return KeyValuePair.Create(pair.Name, text);
        }
    }

    public static IEnumerable<string> Texts(JsonElement answer, string name) =>
        Member(answer, name) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.String).Select(static item => item.GetString()!)
            : [];

    public static CommandReply Reply(JsonElement answer)
    {
        var output = Text(answer, "stdout");
        if (output is null && Text(answer, "stdout_base64") is { } encoded)
        {
            output = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(encoded));
        }

        return new CommandReply((int)Integer(answer, "retval"), output ?? "", Text(answer, "stderr") ?? "");
    }

    public static IReadOnlyList<ModuleCounterSample> Samples(JsonElement answer)
    {
        if (Member(answer, "samples") is not { ValueKind: JsonValueKind.Array } list)
        {
            return [];
        }

        var samples = new List<ModuleCounterSample>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Array && item.GetArrayLength() >= 2)
            {
                var time = DateTimeOffset.UnixEpoch.AddSeconds(item[0].GetDouble());
                samples.Add(new ModuleCounterSample(time, item[1].GetDouble(), item.GetArrayLength() > 2 ? item[2].GetUInt64() : 0));
            }
        }

        return samples;
    }

    public static string ClusterLevel(ClusterLogLevel level) => level switch
    {
        ClusterLogLevel.Debug => "debug",
        ClusterLogLevel.Info => "info",
        ClusterLogLevel.Sec => "sec",
        ClusterLogLevel.Warning => "warning",
        _ => "error",
    };
}
