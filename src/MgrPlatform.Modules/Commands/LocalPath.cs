namespace MgrPlatform.Modules.Commands;

/// <summary>Checks paths where the caller is; a daemon takes them as they come.</summary>
internal static class LocalPath
{
    /// <summary>What is wrong with a path that must be readable or can be written; empty when nothing is.</summary>
    internal static string CheckFile(string path)
    {
        var full = Path.GetFullPath(path.Length == 0 ? "." : path);
        var folder = Path.GetDirectoryName(full);
        return File.Exists(full) || Directory.Exists(full) || (folder is not null && Directory.Exists(folder))
            ? ""
            : $"'{path}' cannot be created: there is no folder {folder}";
    }

    /// <summary>Whether it is a socket, and alive, shows when it is opened.</summary>
    internal static string CheckSocket(string path) => File.Exists(path) ? "" : $"there is no socket '{path}'";
}
