using System.Collections.Immutable;

namespace MgrPlatform.Modules.Catalog;

/// <summary>What a module may do. What is not named is denied; a plugin of ceph-mgr, which has no manifest, may do everything.</summary>
public sealed record PluginCapabilities
{
    public const string Everything = "*";

    public static PluginCapabilities Unrestricted { get; } = new()
    {
        IsUnrestricted = true,
        Documents = [Everything],
        Commands = [Everything],
        Store = [Everything],
        Remote = [Everything],
        Options = [Everything],
        Health = true,
        Progress = true,
        ClusterLog = true,
    };

    public bool IsUnrestricted { get; private init; }

    public ImmutableArray<string> Documents { get; init; } = [];

    public ImmutableArray<string> Commands { get; init; } = [];

    public ImmutableArray<string> Store { get; init; } = [];

    public ImmutableArray<string> Remote { get; init; } = [];

    public ImmutableArray<string> Options { get; init; } = [];

    public bool Health { get; init; }

    public bool Progress { get; init; }

    public bool ClusterLog { get; init; }

    public bool AllowsDocument(string name) => Names(Documents, name) || (name.StartsWith("device ", StringComparison.Ordinal) && Names(Documents, "device"));

    /// <summary>A prefix is allowed when it or its first words are named: <c>osd pool</c> allows <c>osd pool create</c>.</summary>
    public bool AllowsCommand(string prefix) =>
        Commands.Any(named => named == Everything || named == prefix || prefix.StartsWith(named + " ", StringComparison.Ordinal));

    public bool AllowsStoreKey(string key) => Store.Any(named => named == Everything || key.StartsWith(named, StringComparison.Ordinal));

    public bool AllowsRemote(string module, string method) =>
        Remote.Any(named => named == Everything || named == $"{module}.{method}" || named == $"{module}.*");

    public bool AllowsOptionsOf(string module) => Names(Options, module);

    private static bool Names(ImmutableArray<string> names, string name) => names.Contains(Everything) || names.Contains(name);
}
