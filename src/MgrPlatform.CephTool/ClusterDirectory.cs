namespace MgrPlatform.CephTool;

/// <summary>The directory of a dev cluster: where its socket, its log and its state are.</summary>
public sealed record ClusterDirectory(string FullPath)
{
    public const string DefaultName = ".mgrp";

    /// <summary>The socket's place, unless the path is too long for one: then <see cref="ClusterFile"/> says where it is.</summary>
    public string AdminSocket => Path.Combine(FullPath, "mgr.x.asok");

    public string ClusterFile => Path.Combine(FullPath, "cluster.json");

    public string LogFile => Path.Combine(FullPath, "mgr.x.log");

    /// <summary>Where the socket is, or would be when there is none.</summary>
    public string FindAdminSocket() => File.Exists(AdminSocket) ? AdminSocket : CephTool.ClusterFile.TryRead(this)?.Socket ?? AdminSocket;

    /// <summary>The path as an operator would type it in <paramref name="workingDirectory"/>.</summary>
    public string Shown(string workingDirectory)
    {
        var relative = Path.GetRelativePath(workingDirectory, FullPath);
        return relative.StartsWith("..", StringComparison.Ordinal) ? FullPath : relative;
    }

    /// <summary>The <c>.mgrp</c> here or in the nearest folder above, as git finds its own.</summary>
    public static ClusterDirectory? Find(string workingDirectory)
    {
        for (var folder = new DirectoryInfo(workingDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, DefaultName);
            if (Directory.Exists(candidate))
            {
                return new ClusterDirectory(candidate);
            }
        }

        return null;
    }
}
