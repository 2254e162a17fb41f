using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Cluster;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.DevCluster.Monitor;

/// <summary>Finds the word that a command begins with, among those of the daemon that it is sent to.</summary>
internal sealed class ClusterWords
{
    private const int NoSuchDevice = 6; // ENXIO, which a client gets that cannot reach a daemon.

    private readonly ClusterMachine _machine;
    private readonly Dictionary<string, Word> _monitor;
    private readonly Dictionary<string, Word> _daemon;

    public ClusterWords(ClusterMachine machine, CephConfig config, ClusterIdentity identity)
    {
        _machine = machine;
        _monitor = new[]
        {
            new StatusWords(machine, identity).All,
            new OsdWords(machine).All,
            new OsdTableWords(machine, identity).All,
            OsdChangeWords.All,
            new PoolWords(machine).All,
            new PoolChangeWords(machine, config).All,
            new PgWords(machine, identity).All,
            new FsWords(machine).All,
            new ManagerWords(machine, identity).All,
            ConfigKeyWords.All,
            new ConfigWords(config).All,
        }.SelectMany(words => words).ToDictionary(word => word.Prefix, StringComparer.Ordinal);
        _daemon = new DaemonWords(machine).All.ToDictionary(word => word.Prefix, StringComparer.Ordinal);
    }

    /// <summary>What the monitors answer.</summary>
    public ImmutableArray<CommandDeclaration> Declarations =>
        [.. _monitor.Values.OrderBy(word => word.Prefix, StringComparer.Ordinal).Select(word => word.Declaration)];

    /// <summary>The call to run, or null and the reason why there is none.</summary>
    public WordCall? Prepare(CommandTarget target, JsonObject command, ReadOnlyMemory<byte> input, out CommandResult? refusal)
    {
        var words = target.Type == "mon" ? _monitor : _daemon;
        refusal = target.Type == "mon" ? null : Unreachable(target);
        if (refusal is not null)
        {
            return null;
        }

        var prefix = command["prefix"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
        if (words.TryGetValue(prefix, out var word))
        {
            return new WordCall(word, target.Type == "mon" ? "mon" : $"{target.Type}.{target.Id}", command, input);
        }

        refusal = CommandResult.Failure(Errno.Invalid, prefix.Length == 0 ? "command not known" : $"command not known: '{prefix}'{Near(words.Keys, prefix)}");
        return null;
    }

    private CommandResult? Unreachable(CommandTarget target)
    {
        if (_machine.Daemons.Find(new DaemonKey(target.Type, target.Id)) is null || target.Type is not ("osd" or "mds"))
        {
            return CommandResult.Failure(Errno.NotFound, $"there is no {target.Type}.{target.Id} that takes commands");
        }

        return target.Type == "osd" && !_machine.State.OsdMap.IsUp(WordCall.OsdId(target.Id))
            ? CommandResult.Failure(NoSuchDevice, $"problem getting command descriptions from {target.Type}.{target.Id}")
            : null;
    }

    private static string Near(IEnumerable<string> known, string prefix)
    {
        var first = prefix.Split(' ')[0];
        var near = known.Where(word => word.StartsWith(first, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(10).ToArray();
        return near.Length == 0 ? "" : $"; those that begin so: {string.Join(", ", near)}";
    }
}
