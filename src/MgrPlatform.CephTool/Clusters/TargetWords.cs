using System.Collections.Immutable;
using System.Globalization;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.CephTool.Clusters;

/// <summary>Finds out from its words whom a command is for, as the official tool does before it asks for any descriptions.</summary>
/// <param name="Target">
/// <c>mon</c> (id empty: any of them, who answer for the cluster), <c>mgr</c> (empty: the active one), <c>osd</c>, <c>mds</c>, or <c>pg</c>
/// with its id. The id <c>*</c> stands for all daemons of that kind.
/// </param>
/// <param name="Words">The command that is left.</param>
/// <param name="IsTell">Whether it goes to that daemon itself.</param>
internal sealed record TargetWords(CommandTarget Target, ImmutableArray<string> Words, bool IsTell)
{
    /// <summary>Commands that the monitors describe, and the manager answers.</summary>
    public static readonly CommandTarget Manager = new("mon-mgr", "");

    private static readonly string[] Types = ["osd", "mon", "client", "mds", "mgr"];

    /// <exception cref="CommandLineException"><c>tell</c> is followed by something that is no daemon.</exception>
    public static TargetWords Find(ImmutableArray<string> words)
    {
        if (words is ["tell", var name, ..])
        {
            return new TargetWords(PgId.TryParse(name, out _) ? new CommandTarget("pg", name) : ReadName(name), words[2..], IsTell: true);
        }

        return words is ["pg", var id, ..] && PgId.TryParse(id, out _)
            ? new TargetWords(new CommandTarget("pg", id), words, IsTell: false)
            : new TargetWords(new CommandTarget("mon", ""), words, IsTell: false);
    }

    /// <summary><c>osd.3</c>, <c>mon.*</c>, <c>mgr</c>.</summary>
    public static CommandTarget ReadName(string name)
    {
        if (name is "mgr" or "mon")
        {
            return new CommandTarget(name, "");
        }

        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            throw Wrong($"CephName: no . in {name}");
        }

        var (type, id) = (name[..dot], name[(dot + 1)..]);
        if (!Types.Contains(type))
        {
            throw Wrong($"unknown type {type}");
        }

        return type != "osd" || id == "*" || int.TryParse(id, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            ? new CommandTarget(type, id)
            : throw Wrong($"osd id {id} not integer");
    }

    private static CommandLineException Wrong(string reason) =>
        new($"ceph: error handling command target: {reason}; name a daemon such as mon.a, osd.3, mds.m or mgr", ExitCode.Failure);
}
