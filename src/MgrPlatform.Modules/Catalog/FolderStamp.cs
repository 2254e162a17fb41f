namespace MgrPlatform.Modules.Catalog;

/// <summary>A number that changes when a file of a folder is added, removed, replaced or written.</summary>
internal static class FolderStamp
{
    public static ulong Of(string folder)
    {
        // FNV-1a over name, length and time of each file; the order of a directory listing may differ, so the files are added up.
        ulong sum = 0;
        foreach (var entry in FolderFiles.Enumerate(folder))
        {
            if (entry is not FileInfo file)
            {
                continue;
            }

            var hash = 14695981039346656037UL;
            foreach (var character in file.FullName)
            {
                hash = (hash ^ character) * 1099511628211UL;
            }

            hash = (hash ^ (ulong)Length(file)) * 1099511628211UL;
            hash = (hash ^ (ulong)file.LastWriteTimeUtc.Ticks) * 1099511628211UL;
            sum += hash;
        }

        return sum;
    }

    private static long Length(FileInfo file) => file.Exists ? file.Length : 0; // An editor may have just renamed it away.
}
