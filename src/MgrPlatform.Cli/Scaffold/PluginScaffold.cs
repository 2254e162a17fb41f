using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using HandlebarsDotNet;

namespace MgrPlatform.Cli.Scaffold;

/// <summary>Writes a new plugin's folder from the templates in this assembly.</summary>
internal static partial class PluginScaffold
{
    private const UnixFileMode FolderMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const UnixFileMode FileMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public static ImmutableArray<string> Languages { get; } = ["dotnet", "python", "javascript"];

    /// <summary>Creates <paramref name="folder"/>, whose last part is the plugin's name.</summary>
    /// <param name="sdk">Where this language's SDK is; the generated tests find it there.</param>
    /// <returns>The files written, relative to the folder, sorted.</returns>
    /// <exception cref="CommandLineException">The name is no module's name, or something is there already.</exception>
    public static ImmutableArray<string> Write(string folder, string language, string sdk)
    {
        var name = Path.GetFileName(folder);
        if (!NamePattern().IsMatch(name))
        {
            throw new CommandLineException(
                $"'{name}' is no name for a module: use small letters, digits and _, begin with a letter, at most 63 (tape_robot)");
        }

        if (Path.Exists(folder))
        {
            throw new CommandLineException($"{folder} exists already; choose another name, or another place with --dir");
        }

        try
        {
            return WriteFiles(folder, name, language, sdk);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandLineException($"{folder} cannot be written: {error.Message}", ExitCode.Failure);
        }
    }

    private static ImmutableArray<string> WriteFiles(string folder, string name, string language, string sdk)
    {
        var className = Pascal(name);
        var model = new Dictionary<string, object> { ["name"] = name, ["class"] = className, ["sdk"] = sdk };
        var handlebars = Handlebars.Create(new HandlebarsConfiguration { NoEscape = true });
        var written = ImmutableArray.CreateBuilder<string>();
        foreach (var (resource, path) in Templates(language))
        {
            var relative = path.Replace("__name__", name, StringComparison.Ordinal).Replace("__class__", className, StringComparison.Ordinal);
            var file = Path.Combine(folder, relative);
            CreateFolder(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, handlebars.Compile(Read(resource))(model));
            File.SetUnixFileMode(file, FileMode); // The host refuses what a group may write, and the umask may allow that.
            written.Add(relative);
        }

        if (language == "javascript")
        {
            // As `npm link` would: the runner needs it not, but tests and editors find the SDK there.
            CreateFolder(Path.Combine(folder, "node_modules"));
            File.CreateSymbolicLink(Path.Combine(folder, "node_modules", "mgrp"), sdk);
        }

        return [.. written.Order(StringComparer.Ordinal)];
    }

    private static void CreateFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            File.SetUnixFileMode(folder, FolderMode);
        }
    }

    /// <summary>Resources are named <c>template/LANGUAGE/PATH</c>; those of <c>every</c> belong to each language.</summary>
    private static IEnumerable<(string Resource, string Path)> Templates(string language) =>
        from resource in typeof(PluginScaffold).Assembly.GetManifestResourceNames()
        from root in new[] { $"template/{language}/", "template/every/" }
        where resource.StartsWith(root, StringComparison.Ordinal)
        select (resource, resource[root.Length..].Replace(".hbs", "", StringComparison.Ordinal));

    private static string Read(string resource)
    {
        using var stream = typeof(PluginScaffold).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Pascal(string name) => string.Concat(
        name.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(static part => char.ToUpper(part[0], CultureInfo.InvariantCulture) + part[1..]));

    [GeneratedRegex("^[a-z][a-z0-9_]{0,62}$", RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();
}
