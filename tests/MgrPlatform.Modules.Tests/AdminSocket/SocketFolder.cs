namespace MgrPlatform.Modules.Tests.AdminSocket;

/// <summary>A folder for sockets with a path short enough for them.</summary>
internal sealed class SocketFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mgrp-");

    internal string Socket => Path.Combine(_folder.FullName, "mgr.x.asok");

    internal string[] Files => [.. _folder.GetFileSystemInfos().Select(file => file.Name)];

    public void Dispose() => _folder.Delete(recursive: true);
}
