using System.IO.Enumeration;

namespace MgrPlatform.Modules.Catalog;

/// <summary>The files of a plugin folder that are code: no caches, no build output, nothing hidden, never through a link out of it.</summary>
internal static class FolderFiles
{
    /// <summary>A folder with more files than this is not looked at further: it is no plugin.</summary>
    public const int Limit = 20_000;

    private static readonly HashSet<string> Skipped = new(StringComparer.Ordinal) { "__pycache__", "obj", "node_modules", "artifacts" };

    /// <summary>What is not watched is run all the same (node_modules, compiled Python): everything in a folder.</summary>
    public static IEnumerable<FileSystemInfo> EnumerateAll(string folder) => Enumerate(folder, static name => name is ".git");

    public static IEnumerable<FileSystemInfo> Enumerate(string folder) => Enumerate(folder, IsSkipped).Take(Limit);

    private static FileSystemEnumerable<FileSystemInfo> Enumerate(string folder, SkipName isSkipped) =>
        new FileSystemEnumerable<FileSystemInfo>(
            folder,
            static (ref FileSystemEntry entry) => entry.ToFileSystemInfo(),
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false, MaxRecursionDepth = 16 })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !isSkipped(entry.FileName),
            ShouldRecursePredicate = (ref FileSystemEntry entry) =>
                !isSkipped(entry.FileName) && (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        };

    private delegate bool SkipName(ReadOnlySpan<char> name);

    private static bool IsSkipped(ReadOnlySpan<char> name) =>
        name.StartsWith(".") || Skipped.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);
}
