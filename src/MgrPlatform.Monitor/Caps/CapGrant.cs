using System.Collections.ObjectModel;

namespace MgrPlatform.Monitor.Caps;

/// <summary>One "allow" of a capability: for a service, for a command, by a profile, or for everything.</summary>
/// <param name="Service">Empty unless the grant is for one service.</param>
/// <param name="Command">The words of the one command that the grant is for; else empty.</param>
/// <param name="Profile">The name of a set of grants; else empty.</param>
public sealed record CapGrant(string Service, string Command, string Profile, CapPermissions Permissions, CapNetwork? Network = null)
{
    // Secrets live there, so that "allow r" must not read them.
    private const string SecretService = "config-key";

    /// <summary>What the command's arguments must be. One that is absent denies.</summary>
    public IReadOnlyDictionary<string, ArgumentConstraint> Constraints { get; init; } =
        ReadOnlyDictionary<string, ArgumentConstraint>.Empty;

    public bool IsAllowAll => Permissions == CapPermissions.Any && Service.Length == 0 && Command.Length == 0 && Profile.Length == 0;

    public static CapGrant ForService(string service, CapPermissions permissions) => new(service, "", "", permissions);

    public static CapGrant ForCommand(string command, params (string Argument, ArgumentConstraint Constraint)[] constraints) =>
        new("", command, "", CapPermissions.All)
        {
            Constraints = constraints.ToDictionary(static pair => pair.Argument, static pair => pair.Constraint, StringComparer.Ordinal),
        };

    internal CapPermissions For(CapRequest request)
    {
        if (Profile.Length > 0)
        {
            return CapProfiles.Grants(Profile, request.Name)
                .Aggregate(CapPermissions.None, (allowed, grant) => allowed | grant.For(request));
        }

        return Service.Length > 0 ? (Service == request.Service ? Permissions : CapPermissions.None)
            : Command.Length > 0 ? (Command == request.Command && ConstraintsHold(request) ? CapPermissions.All : CapPermissions.None)
            : request.Service == SecretService ? CapPermissions.None
            : Permissions;
    }

    private bool ConstraintsHold(CapRequest request) =>
        Constraints.All(constraint => request.Arguments.TryGetValue(constraint.Key, out var value) && constraint.Value.Holds(value));
}
