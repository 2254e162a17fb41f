using System.Collections.Immutable;
using System.Globalization;

namespace MgrPlatform.CephTool.Words;

/// <summary>Which cluster is meant, and who we are to it: the official tool's options, none of them set by default.</summary>
public sealed record ConnectionArguments
{
    private const int LongestTimeout = 24 * 60 * 60;

    public string? Conf { get; private init; }

    public string? Cluster { get; private init; }

    /// <summary><c>client.admin</c>.</summary>
    public string? Name { get; private init; }

    /// <summary>How long to look for a monitor; null for the configuration's <c>client_mount_timeout</c>.</summary>
    public TimeSpan? Timeout { get; private init; }

    /// <summary>Options of ceph.conf that go before the file.</summary>
    public ImmutableSortedDictionary<string, string> Overrides { get; private init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Whether it says where the monitors are.</summary>
    public bool NamesMonitors => Conf is not null || Cluster is not null || Overrides.ContainsKey("mon_host");

    /// <summary>Whether a real cluster is named, so that no dev cluster is looked for.</summary>
    public bool NamesCluster => Conf is not null || Cluster is not null || Name is not null || !Overrides.IsEmpty;

    /// <exception cref="CommandLineException">The value makes no sense.</exception>
    internal ConnectionArguments With(string option, string value) => option switch
    {
        "--conf" => this with { Conf = value },
        "--cluster" => this with { Cluster = value },
        "--name" => this with { Name = value },
        "--id" => Name is null ? this with { Name = $"client.{value}" } : this,
        "--connect-timeout" => this with { Timeout = ParseTimeout(value) },
        "--mon-host" => this with { Overrides = Overrides.SetItem("mon_host", value) },
        _ => this with { Overrides = Overrides.SetItem(option.TrimStart('-').Replace('-', '_'), value) },
    };

    private static TimeSpan? ParseTimeout(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= LongestTimeout
            ? seconds == 0 ? null : TimeSpan.FromSeconds(seconds)
            : throw new CommandLineException($"ceph: --connect-timeout takes whole seconds, not '{value}'");
}
