namespace MgrPlatform.Modules.Commands;

/// <summary>A command in a <see cref="CommandTable"/>: who owns it, what was declared, what that means.</summary>
/// <param name="Owner">A module's name, <see cref="CommandTable.HostOwner"/> or <see cref="CommandTable.ClusterOwner"/>.</param>
public sealed record CommandEntry(string Owner, CommandDeclaration Declaration, CommandSignature Signature)
{
    public CommandFlags Flags { get; init; } = Declaration.Poll ? CommandFlags.Poll : CommandFlags.None;

    /// <summary>Ceph's word for the part of the cluster that answers it; <c>mgr</c> for every module.</summary>
    public string Service { get; init; } = "mgr";

    /// <summary>Its place in the list that it was read from; 0 for what was declared here.</summary>
    public int Position { get; init; }

    public string Prefix => Signature.Prefix;

    /// <summary>Help and completion offer it.</summary>
    public bool IsShown => (Flags & (CommandFlags.Obsolete | CommandFlags.Deprecated | CommandFlags.Hidden)) == 0;
}
