using System.Collections.Immutable;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Auth;

/// <summary>The health checks of 20.2.4 about keys of the type <c>aes</c>.</summary>
internal static class AuthHealth
{
    private const int DetailLimit = 50;

    // Towards a cluster that never wanted the new type (all of it aes) health is silent, as Pacific's monitors are.
    public static IEnumerable<KeyValuePair<string, HealthCheck>> Check(
        MonMap map,
        ImmutableSortedDictionary<EntityName, EntityAuth> entities,
        ImmutableSortedDictionary<EntityType, RotatingKeys> rotating)
    {
        var knowsBetter = map.AuthAllowedCiphers.Any(static cipher => (KeyType)cipher == KeyType.Aes256k);
        if (!knowsBetter)
        {
            yield break;
        }

        var weak = entities.Where(static entity => entity.Value.Key.Type == KeyType.Aes).Select(static entity => entity.Key).ToList();
        var clients = weak.Where(static name => name.Type == EntityType.Client).ToList();
        var daemons = weak.Where(static name => name.Type != EntityType.Client).ToList();
        if (clients.Count > 0)
        {
            yield return Weak(
                "AUTH_INSECURE_CLIENT_KEY_TYPE",
                HealthSeverity.Warning,
                $"{clients.Count} auth client entities with insecure key types",
                clients);
        }

        if (daemons.Count > 0)
        {
            yield return Weak(
                "AUTH_INSECURE_SERVICE_KEY_TYPE",
                HealthSeverity.Error,
                $"{daemons.Count} auth service entities with insecure key types",
                daemons);
        }

        if (map.AuthAllowedCiphers.Contains((int)KeyType.Aes))
        {
            yield return One(
                "AUTH_INSECURE_KEYS_ALLOWED", HealthSeverity.Warning, "Monitors are configured to allow auth using insecure key types",
                "insecure cipher aes allowed for auth");
            yield return One(
                "AUTH_INSECURE_KEYS_CREATABLE", HealthSeverity.Warning, "Monitors are configured to allow creation of insecure key types");
        }

        var weakServices = rotating
            .Where(static service => service.Key != EntityType.Auth)
            .Where(static service => service.Value.Keys.Values.Any(static key => key.Key.Type == KeyType.Aes))
            .Select(static service => service.Key.ToName()).ToList();
        if (weakServices.Count > 0)
        {
            yield return new(
                "AUTH_INSECURE_ROTATING_SERVICE_KEY_TYPE",
                new HealthCheck(
                    HealthSeverity.Warning,
                    $"{weakServices.Count} rotating auth service keys using insecure key types",
                    [.. weakServices.Select(static service => $"rotating service keys for {service} using insecure key type: aes")],
                    weakServices.Count));
        }

        if ((KeyType)map.AuthServiceCipher == KeyType.Aes)
        {
            yield return One(
                "AUTH_INSECURE_SERVICE_TICKETS", HealthSeverity.Error, "Monitors are configured to issue insecure service tickets");
        }
    }

    private static KeyValuePair<string, HealthCheck> Weak(
        string code, HealthSeverity severity, string summary, List<EntityName> names) =>
        new(
            code,
            new HealthCheck(
                severity,
                summary,
                [.. names.Take(DetailLimit).Select(static name => $"entity {name} using insecure key type: aes")],
                names.Count));

    private static KeyValuePair<string, HealthCheck> One(string code, HealthSeverity severity, string summary, params string[] detail) =>
        new(code, new HealthCheck(severity, summary, detail, 1));
}
