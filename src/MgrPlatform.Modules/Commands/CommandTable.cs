using System.Collections.Frozen;
using System.Collections.Immutable;

namespace MgrPlatform.Modules.Commands;

/// <summary>All commands that can be sent, each with its owner. Never changes; a change makes a new table.</summary>
public sealed class CommandTable
{
    /// <summary>Owner of the host's own commands.</summary>
    public const string HostOwner = "";

    /// <summary>Owner of what the monitors answer; no module can have this name.</summary>
    public const string ClusterOwner = "<cluster>";

    private readonly FrozenDictionary<string, ImmutableArray<CommandEntry>> _byPrefix;

    internal CommandTable(IEnumerable<CommandEntry> entries)
    {
        Entries = [.. entries.OrderBy(static entry => entry.Prefix, StringComparer.Ordinal)];
        _byPrefix = Entries.GroupBy(static entry => entry.Prefix, StringComparer.Ordinal)
            .ToFrozenDictionary(static group => group.Key, static group => group.ToImmutableArray(), StringComparer.Ordinal);
    }

    public static CommandTable Empty { get; } = new([]);

    /// <summary>Sorted by prefix.</summary>
    public ImmutableArray<CommandEntry> Entries { get; }

    /// <summary>The command with exactly these words, or null.</summary>
    public CommandEntry? Find(string prefix) => _byPrefix.TryGetValue(prefix, out var entries) ? entries[0] : null;

    /// <summary>Every form of a command: Ceph's monitors declare a few prefixes twice.</summary>
    public ImmutableArray<CommandEntry> FindAll(string prefix) => _byPrefix.TryGetValue(prefix, out var entries) ? entries : [];

    /// <summary>Replaces all commands of an owner. One that somebody else has is refused, and the others are kept.</summary>
    public CommandTableChange With(string owner, IEnumerable<CommandDeclaration> declarations) =>
        WithServices(owner, declarations.Select(static declaration => (declaration, "mgr")));

    /// <summary>The same for commands that Ceph counts to different services: <c>pg</c>, <c>osd</c> …</summary>
    public CommandTableChange WithServices(string owner, IEnumerable<(CommandDeclaration Declaration, string Service)> declarations)
    {
        var refusals = ImmutableArray.CreateBuilder<CommandRefusal>();
        var prefixes = new HashSet<string>(StringComparer.Ordinal);
        List<CommandEntry> entries = [];
        foreach (var (declaration, service) in declarations)
        {
            if (!CommandSignature.TryParse(declaration.Signature, out var signature, out var error))
            {
                refusals.Add(new CommandRefusal(owner, declaration.Signature, error));
            }
            else if (!prefixes.Add(signature!.Prefix))
            {
                refusals.Add(new CommandRefusal(
                    owner, signature.Prefix, $"'{signature.Prefix}' is declared twice by {Describe(owner)}; the first one counts"));
            }
            else
            {
                entries.Add(new CommandEntry(owner, declaration, signature) { Service = service });
            }
        }

        var change = With(owner, new CommandTable(entries));
        return change with { Refusals = [.. refusals, .. change.Refusals] };
    }

    /// <summary>Replaces all commands of an owner by those of another table, for instance what a cluster's monitors describe.</summary>
    public CommandTableChange With(string owner, CommandTable commands)
    {
        var entries = Entries.Where(entry => entry.Owner != owner).ToList();
        var taken = entries.GroupBy(static entry => entry.Prefix, StringComparer.Ordinal)
            .ToDictionary(static group => group.Key, static group => group.First().Owner, StringComparer.Ordinal);
        var refusals = ImmutableArray.CreateBuilder<CommandRefusal>();
        foreach (var entry in commands.Entries)
        {
            if (taken.TryGetValue(entry.Prefix, out var holder))
            {
                refusals.Add(new CommandRefusal(
                    owner,
                    entry.Prefix,
                    $"'{entry.Prefix}' is already provided by {Describe(holder)}; {Describe(owner)} cannot provide it too"));
            }
            else
            {
                entries.Add(entry with { Owner = owner });
            }
        }

        return new CommandTableChange(new CommandTable(entries), refusals.ToImmutable());
    }

    public CommandTable Without(string owner) => new(Entries.Where(entry => entry.Owner != owner));

    /// <summary>The shown commands that these words begin, a word at the end perhaps only in part.</summary>
    public ImmutableArray<CommandEntry> BeginningWith(IReadOnlyList<string> words) =>
        [.. Entries.Where(entry => entry.IsShown && Begins(entry.Signature.Words, words))];

    /// <summary>The shown command that somebody who typed this most likely meant, or null when nothing is near.</summary>
    public CommandEntry? Nearest(IReadOnlyList<string> words) => NearestCommand.Find(Entries, words);

    private static bool Begins(ImmutableArray<string> command, IReadOnlyList<string> words)
    {
        if (words.Count > command.Length)
        {
            return false;
        }

        for (var i = 0; i < words.Count; i++)
        {
            var isLast = i == words.Count - 1;
            if (isLast ? !command[i].StartsWith(words[i], StringComparison.Ordinal) : command[i] != words[i])
            {
                return false;
            }
        }

        return true;
    }

    private static string Describe(string owner) => owner switch
    {
        HostOwner => "the manager itself",
        ClusterOwner => "the cluster's monitors",
        _ => $"module {owner}",
    };
}
