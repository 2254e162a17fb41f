using System.Collections.Immutable;

namespace MgrPlatform.Modules.Catalog;

/// <summary>Finds plugins in the plugin paths. Stateless: each scan is a new answer, and the host compares.</summary>
public static class PluginCatalog
{
    /// <summary>
    /// Every plugin below the paths; of two with one name the first path's wins. A path may also be a plugin folder itself.
    /// </summary>
    public static ImmutableSortedDictionary<string, Plugin> Scan(IEnumerable<string> paths)
    {
        var found = ImmutableSortedDictionary.CreateBuilder<string, Plugin>(StringComparer.Ordinal);
        foreach (var path in paths.Select(path => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))).Where(Directory.Exists))
        {
            IEnumerable<string> folders = LooksLikePlugin(path) ? [path] : Directory.EnumerateDirectories(path).Where(LooksLikePlugin);
            foreach (var folder in folders)
            {
                var name = Path.GetFileName(folder);
                if (!found.ContainsKey(name))
                {
                    found[name] = Read(folder);
                }
            }
        }

        return found.ToImmutable();
    }

    /// <summary>Reads one plugin folder, whatever is wrong with it.</summary>
    public static Plugin Read(string folder)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var name = Path.GetFileName(folder);
        try
        {
            return ReadUnsafe(folder, name);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new Plugin(name, folder, null, $"{folder} cannot be read: {error.Message}", 0);
        }
    }

    private static bool LooksLikePlugin(string folder)
    {
        var name = Path.GetFileName(folder);
        return ManifestReader.NamePattern().IsMatch(name)
            && (File.Exists(Path.Combine(folder, PluginManifest.FileName))
                || (File.Exists(Path.Combine(folder, "__init__.py")) && HasPythonModule(folder))
                || File.Exists(Path.Combine(folder, "module.py")));
    }

    /// <summary>Ceph's packages import their Module in __init__.py; a plain Python package beside them is no plugin.</summary>
    private static bool HasPythonModule(string folder)
    {
        try
        {
            return File.ReadLines(Path.Combine(folder, "__init__.py")).Take(500).Any(line =>
                line.Contains("Module", StringComparison.Ordinal) || line.Contains(".module", StringComparison.Ordinal));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return true; // Whoever reads the folder says what is wrong with it; the folders beside it are found all the same.
        }
    }

    private static Plugin ReadUnsafe(string folder, string name)
    {
        var stamp = FolderStamp.Of(folder);
        if (FolderTrust.FindProblem(folder) is { } distrust)
        {
            return new Plugin(name, folder, null, distrust, stamp);
        }

        var file = Path.Combine(folder, PluginManifest.FileName);
        if (!File.Exists(file))
        {
            return new Plugin(name, folder, null, null, stamp);
        }

        var (manifest, problems) = ManifestReader.Read(File.ReadAllBytes(file));
        if (manifest is null)
        {
            return new Plugin(name, folder, null, $"{file}: {string.Join("; ", problems)}", stamp);
        }

        if (manifest.Name != name)
        {
            return new Plugin(name, folder, null, $"{file}: name: '{manifest.Name}' must be the folder's name, '{name}'", stamp);
        }

        return new Plugin(name, folder, manifest, null, stamp);
    }
}
