namespace MgrPlatform.Modules.Commands;

/// <summary>Who sends a command, and what of it is allowed.</summary>
/// <param name="Entity">Ceph's name of the caller: <c>client.admin</c>.</param>
/// <param name="IsAllowed">Decides on a prefix, its arguments and the permission that its declaration asks for.</param>
public sealed record CommandCaller(string Entity, Func<CommandPermission, bool> IsAllowed)
{
    /// <summary>Somebody who may open a socket that only the manager's own user can open.</summary>
    public static CommandCaller Local { get; } = new("client.admin", static _ => true);
}
