using System.Text.Json.Nodes;

namespace MgrPlatform.DevCluster.Recording;

/// <summary>The files of <c>Recordings/</c>, which travel inside the assembly.</summary>
internal static class RecordedFiles
{
    /// <summary>The folder of what is the same in every moment.</summary>
    public const string Cluster = "cluster";

    public static bool Exists(string folder, string file) =>
        typeof(RecordedFiles).Assembly.GetManifestResourceInfo($"{folder}/{file}") is not null;

    public static string Text(string folder, string file)
    {
        using var reader = new StreamReader(Open(folder, file));
        return reader.ReadToEnd();
    }

    /// <summary>A fresh copy, with the numbers that Ceph keeps as floating point written so.</summary>
    public static JsonNode Json(string folder, string name)
    {
        using var stream = Open(folder, name + ".json");
        return FloatFields.Restore(JsonNode.Parse(stream)!);
    }

    private static Stream Open(string folder, string file) =>
        typeof(RecordedFiles).Assembly.GetManifestResourceStream($"{folder}/{file}")
        ?? throw new FileNotFoundException($"the recording has no {folder}/{file}");
}
