using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Configuration;

/// <summary>
/// The options of one entity, from the command line, the environment, a ceph.conf and Ceph's defaults, in this order. Within the file the
/// most specific section wins. Immutable.
/// </summary>
public sealed class CephConfiguration
{
    private readonly Dictionary<string, string> _overrides;
    private readonly CephConfFile _file;
    private readonly CephVariables _variables;

    private CephConfiguration(CephConfigurationSource source, CephConfFile file, Dictionary<string, string> overrides)
    {
        Name = source.Name;
        Cluster = source.Cluster;
        _file = file;
        _overrides = overrides;
        _variables = new CephVariables(Name, Cluster, FindRaw);
    }

    public EntityName Name { get; }

    public string Cluster { get; }

    /// <summary>The file that was read; empty when there was none.</summary>
    public string Path => _file.Path;

    /// <summary>The cluster's id, if the configuration has one.</summary>
    /// <exception cref="ClientException">It is not a UUID.</exception>
    public Guid? Fsid => Find("fsid") is not { Length: > 0 } text ? null
        : Guid.TryParse(text, out var fsid) ? fsid
        : throw new ClientException(Errno.Invalid, $"fsid = {text} is not a UUID; take the one that `ceph fsid` prints");

    /// <exception cref="ClientException">A file that was asked for is not there, or one is not a ceph.conf.</exception>
    public static CephConfiguration Load(CephConfigurationSource source)
    {
        var overrides = new Dictionary<string, string>(CephArguments.Parse(source.Environment("CEPH_ARGS")), StringComparer.Ordinal);
        if (source.Environment("CEPH_KEYRING") is { Length: > 0 } keyring)
        {
            overrides["keyring"] = keyring;
        }

        foreach (var (name, value) in source.Overrides)
        {
            overrides[OptionName.Normalize(name)] = value;
        }

        return new CephConfiguration(source, CephConfSearch.Read(source), overrides);
    }

    /// <summary>For tests and tools that have the text already.</summary>
    public static CephConfiguration From(CephConfFile file, CephConfigurationSource source) =>
        new(source, file, source.Overrides.ToDictionary(static pair => OptionName.Normalize(pair.Key), static pair => pair.Value));

    /// <summary>An option's value with its variables filled in, or its default; null when it has neither.</summary>
    public string? Find(string option) => FindRaw(OptionName.Normalize(option)) is { } raw ? _variables.Expand(raw) : null;

    /// <summary>Whether the option was set, and not only has a default.</summary>
    public bool IsSet(string option) => FindSet(OptionName.Normalize(option)) is not null;

    public string Get(string option, string otherwise) => Find(option) is { Length: > 0 } value ? value : otherwise;

    /// <exception cref="ClientException">It is no number of seconds.</exception>
    public TimeSpan GetSeconds(string option, TimeSpan otherwise) => Find(option) is not { Length: > 0 } text ? otherwise
        : CephDuration.TryParse(text, out var duration) ? duration
        : throw new ClientException(Errno.Invalid, $"{option} = {text} is not a number of seconds");

    /// <exception cref="ClientException">It is no number.</exception>
    public double GetNumber(string option, double otherwise) => Find(option) is not { Length: > 0 } text ? otherwise
        : double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
        : throw new ClientException(Errno.Invalid, $"{option} = {text} is not a number");

    /// <summary>The addresses that sections such as <c>[mon.a]</c> have, for a configuration from before <c>mon_host</c>.</summary>
    internal IEnumerable<string> MonitorSections() =>
        _file.Sections.Where(static section => section.StartsWith("mon.", StringComparison.Ordinal))
            .Select(section => _file.Find(section, "mon_addr"))
            .OfType<string>();

    private string? FindRaw(string option) => FindSet(option) ?? CephDefaults.Find(option, Name.Type);

    private string? FindSet(string option) =>
        _overrides.GetValueOrDefault(option)
        ?? _file.Find(Name.ToString(), option)
        ?? _file.Find(Name.Type.ToName(), option)
        ?? _file.Find("global", option);
}
