using MgrPlatform.Wire.Handshake;

namespace MgrPlatform.Client.Configuration;

/// <summary>The options <c>auth_client_required</c> and the like: <c>cephx, none</c>.</summary>
public static class AuthMethods
{
    /// <exception cref="ClientException">A word is a method that this project does not have, or there is none.</exception>
    public static IReadOnlyList<AuthMethod> Read(CephConfiguration configuration, string option)
    {
        // Since before Bobtail one option stood for all three.
        var name = configuration.IsSet("auth_supported") ? "auth_supported" : option;
        AuthMethod[] methods =
        [
            .. (configuration.Find(name) ?? "").Split([' ', ',', ';', '\t'], StringSplitOptions.RemoveEmptyEntries)
                .Select(word => word switch
                {
                    "cephx" => AuthMethod.Cephx,
                    "none" => AuthMethod.None,
                    _ => throw new ClientException(Errno.NotSupported, $"{name}: \"{word}\" is not supported; known are cephx and none"),
                })
                .Distinct(),
        ];
        return methods.Length > 0 ? methods : throw new ClientException(Errno.Invalid, $"{name} names no method; known are cephx and none");
    }
}
