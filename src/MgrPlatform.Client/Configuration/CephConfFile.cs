namespace MgrPlatform.Client.Configuration;

/// <summary>
/// A ceph.conf as written: sections with options. A section that occurs twice is one; of an option that occurs twice in a section the
/// last counts. Blanks, underscores and dashes in an option's name are the same.
/// </summary>
public sealed class CephConfFile
{
    private readonly Dictionary<string, Dictionary<string, string>> _sections;

    private CephConfFile(string path, Dictionary<string, Dictionary<string, string>> sections)
    {
        Path = path;
        _sections = sections;
    }

    /// <summary>Where it was read from, for messages.</summary>
    public string Path { get; }

    /// <summary>The names of the sections, in the order of their first appearance.</summary>
    public IEnumerable<string> Sections => _sections.Keys;

    public static CephConfFile Empty { get; } = new("", []);

    /// <exception cref="ClientException">The text is not a ceph.conf; the message names file and line.</exception>
    public static CephConfFile Parse(string text, string path)
    {
        var sections = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        var scanner = new CephConfScanner(text, path);
        Dictionary<string, string>? section = null;
        while (scanner.TryRead(out var item))
        {
            if (item.Section is { } name)
            {
                if (!sections.TryGetValue(name, out section))
                {
                    sections.Add(name, section = new Dictionary<string, string>(StringComparer.Ordinal));
                }
            }
            else if (section is null)
            {
                throw scanner.Error(item.Line, $"the option \"{item.Key}\" stands before the first section; put [global] above it");
            }
            else
            {
                section[OptionName.Normalize(item.Key)] = item.Value;
            }
        }

        return new CephConfFile(path, sections);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ClientException">It cannot be read, or is not a ceph.conf.</exception>
    public static CephConfFile Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ClientException(FileErrno.Of(error), $"cannot read the configuration {path}: {error.Message}", error);
        }
    }

    /// <summary>An option's value in one section, with its variables as they are written; null when it is not there.</summary>
    /// <param name="option">In its normal form.</param>
    public string? Find(string section, string option) =>
        _sections.TryGetValue(section, out var options) && options.TryGetValue(option, out var value) ? value : null;

    /// <summary>The options of a section, in their normal form.</summary>
    public IReadOnlyDictionary<string, string> OptionsOf(string section) =>
        _sections.TryGetValue(section, out var options) ? options : new Dictionary<string, string>();
}
