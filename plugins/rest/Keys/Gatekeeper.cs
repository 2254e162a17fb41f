using System.Net;
using Microsoft.AspNetCore.Http;

namespace MgrPlatform.Plugins.Rest.Keys;

/// <summary>Lets a request pass that brings a valid key, in Kraken's headers or as a bearer token.</summary>
internal sealed class Gatekeeper(ApiKeyStore keys, FailureLimiter failures, Func<bool> isEnabled)
{
    private const string Bearer = "Bearer ";
    private const int MaxCredentialLength = 512;

    public void Check(HttpContext context)
    {
        if (!isEnabled())
        {
            return;
        }

        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (failures.Wait(address) is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
            throw new ProblemException(StatusCodes.Status429TooManyRequests, "too many failed logins from this address; wait a minute and check the key");
        }

        var (name, key) = Credentials(context.Request);
        if (name.Length + key.Length <= MaxCredentialLength && name.Length > 0 && keys.IsValid(name, key))
        {
            return;
        }

        // A request without any key is a mistake, not a guess.
        if (name.Length > 0)
        {
            failures.Failed(address);
        }

        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"rest\"";
        throw new ProblemException(
            StatusCodes.Status401Unauthorized,
            "send a valid API key: headers X-Username and X-Apikey, or Authorization: Bearer NAME:KEY. "
            + "An operator creates one with: ceph tell mgr auth_key_create NAME");
    }

    private static (string Name, string Key) Credentials(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            var token = authorization[Bearer.Length..].Trim();
            var colon = token.IndexOf(':', StringComparison.Ordinal);
            return colon > 0 ? (token[..colon], token[(colon + 1)..]) : (token, "");
        }

        return (request.Headers["X-Username"].ToString(), request.Headers["X-Apikey"].ToString());
    }
}
