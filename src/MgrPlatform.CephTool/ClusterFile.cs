using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MgrPlatform.CephTool;

/// <summary><c>cluster.json</c>: what other programs need to know of a running dev cluster.</summary>
/// <param name="Socket">The admin socket's absolute path.</param>
/// <param name="ProcessId">The process that runs the cluster.</param>
/// <param name="Version">Of <c>mgrp</c>.</param>
/// <param name="Conf">The absolute path of its ceph.conf; null for a cluster that no client of Ceph can reach.</param>
public sealed record ClusterFile(string Socket, int ProcessId, string Version, string? Conf = null)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public void Write(ClusterDirectory directory)
    {
        var json = new JsonObject { ["socket"] = Socket, ["pid"] = ProcessId, ["version"] = Version, ["conf"] = Conf };
        var temporary = directory.ClusterFile + ".new";
        File.WriteAllText(temporary, json.ToJsonString(Indented) + "\n");
        File.Move(temporary, directory.ClusterFile, overwrite: true); // A reader sees the old one or the new one, whole.
    }

    /// <summary>Writes it; disposing of the result deletes it.</summary>
    public IDisposable Publish(ClusterDirectory directory)
    {
        Write(directory);
        return new Publication(directory);
    }

    public static ClusterFile? TryRead(ClusterDirectory directory)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(directory.ClusterFile));
            var root = json.RootElement;
            return new ClusterFile(
                root.GetProperty("socket").GetString() ?? "",
                root.GetProperty("pid").GetInt32(),
                root.GetProperty("version").GetString() ?? "",
                root.TryGetProperty("conf", out var conf) ? conf.GetString() : null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null; // Not there, or being made: then nothing is known.
        }
    }

    /// <summary>Whether the process that wrote it still runs; one that was killed leaves its file behind.</summary>
    public bool IsRunning()
    {
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public static void Delete(ClusterDirectory directory) => File.Delete(directory.ClusterFile);

    private sealed class Publication(ClusterDirectory directory) : IDisposable
    {
        public void Dispose() => Delete(directory);
    }
}
