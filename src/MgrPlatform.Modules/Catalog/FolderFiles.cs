using System.IO.Enumeration;

namespace MgrPlatform.Modules.Catalog;

/// <summary>The files of a plugin folder that are code: no caches, no build output, nothing hidden, never through a link out of it.</summary>
internal static class FolderFiles
{
    /// <summary>A folder with more files than this is not looked at further: it is no plugin.</summary>
    public const int Limit = 20_000;

    private static readonly HashSet<string> Skipped = new(StringComparer.Ordinal) { "__pycache__", "obj", "node_modules", "artifacts" };

    public static IEnumerable<FileSystemInfo> Enumerate(string folder) =>
        new FileSystemEnumerable<FileSystemInfo>(
            folder,
            static (ref FileSystemEntry entry) => entry.ToFileSystemInfo(),
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false, MaxRecursionDepth = 16 })
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) => !IsSkipped(entry.FileName),
            ShouldRecursePredicate = static (ref FileSystemEntry entry) =>
                !IsSkipped(entry.FileName) && (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        }.Take(Limit);

    private static bool IsSkipped(ReadOnlySpan<char> name) =>
        name.StartsWith(".") || Skipped.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);
}
