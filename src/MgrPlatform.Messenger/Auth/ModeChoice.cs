using MgrPlatform.Wire.Handshake;

namespace MgrPlatform.Messenger.Auth;

/// <summary>The server's choice of a method and a connection mode, and what it says when there is none.</summary>
/// <param name="modes">The modes that the server accepts.</param>
public sealed class ModeChoice(AuthMethod method, IReadOnlyList<ConnectionMode> modes)
{
    private const int NotPermitted = -13;
    private const int NotSupported = -95;

    /// <summary>The first mode in the client's order that we accept too.</summary>
    public ServerAuthAnswer.Refused? Refuse(AuthRequest request, out ConnectionMode mode)
    {
        mode = request.Modes.Select(static offered => (ConnectionMode)offered).FirstOrDefault(modes.Contains);
        return request.Method != method ? Refusal(request.Method, NotSupported, $"it offers the method {request.Method}, we want {method}")
            : mode == ConnectionMode.Unknown ? Refusal(request.Method, NotSupported, "it offers no connection mode that we accept")
            : null;
    }

    /// <summary>A wrong key, an unknown entity or a key of a type that is not allowed: all look the same to the client.</summary>
    public ServerAuthAnswer.Refused Deny(string reason) => Refusal(method, NotPermitted, reason);

    private ServerAuthAnswer.Refused Refusal(AuthMethod asked, int result, string reason) =>
        new(new AuthBadMethod(asked, result, [(uint)method], [.. modes.Select(static mode => (uint)mode)]), reason);
}
