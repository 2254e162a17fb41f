using System.Text.Json;

namespace MgrPlatform.PluginSdk.Hosting;

/// <summary>C# names as Ceph writes names.</summary>
internal static class SnakeCase
{
    public static string Of(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    public static string OfMethod(string name) =>
        Of(name.EndsWith("Async", StringComparison.Ordinal) && name.Length > 5 ? name[..^5] : name);
}
