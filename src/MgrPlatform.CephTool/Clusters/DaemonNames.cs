using System.Text.Json;

namespace MgrPlatform.CephTool.Clusters;

/// <summary>The ids of a cluster's daemons, read from what its monitors print.</summary>
internal static class DaemonNames
{
    /// <param name="json">Of <c>mon dump</c>, <c>osd ls</c>, <c>fs dump</c> or <c>mgr dump</c>.</param>
    public static IEnumerable<string> Of(string type, JsonElement json) => type switch
    {
        "mon" => json.GetProperty("mons").EnumerateArray().Select(Name),
        "osd" => json.EnumerateArray().Select(static id => id.ToString()),
        "mgr" => [json.GetProperty("active_name").GetString()!], // Standbys take no commands.
        _ => json.GetProperty("standbys").EnumerateArray().Concat(
            json.GetProperty("filesystems").EnumerateArray().SelectMany(static filesystem =>
                filesystem.GetProperty("mdsmap").GetProperty("info").EnumerateObject().Select(static rank => rank.Value))).Select(Name),
    };

    private static string Name(JsonElement daemon) => daemon.GetProperty("name").GetString()!;
}
