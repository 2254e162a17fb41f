using System.Collections.Immutable;
using MgrPlatform.DevCluster.Cluster;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.DevCluster.Monitor;

/// <summary>A command that the cluster's daemons answer.</summary>
/// <param name="IsWrite">It may change the cluster: it takes its turn in the loop. Others are answered from the state as it is.</param>
internal sealed record Word(CommandDeclaration Declaration, bool IsWrite, Func<WordCall, ClusterState, ClusterStep> Run)
{
    /// <summary>The literal words at its beginning.</summary>
    public string Prefix { get; } = string.Join(' ', Declaration.Signature.Split(' ').TakeWhile(part => !part.Contains('=')));

    public static Word Read(string signature, string description, Func<WordCall, ClusterState, CommandResult> answer) =>
        new(new CommandDeclaration(signature, description, "r"), IsWrite: false, (call, state) => new ClusterStep(state, [], answer(call, state)));

    public static Word Write(string signature, string description, Func<WordCall, ClusterState, ClusterStep> run) =>
        new(new CommandDeclaration(signature, description, "rw"), IsWrite: true, run);
}
