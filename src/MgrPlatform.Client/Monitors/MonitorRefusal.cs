using MgrPlatform.Messenger;
using MgrPlatform.Wire.Handshake;

namespace MgrPlatform.Client.Monitors;

/// <summary>Says in a sentence why the monitors do not let us in, and what to do.</summary>
internal static class MonitorRefusal
{
    public static string Explain(MonitorClientOptions options, CloseReason refusal)
    {
        if (options.NoKey is { } noKey)
        {
            return $"the cluster wants cephx, and there is {noKey}";
        }

        if (refusal.BadMethod is { Result: -Errno.NotSupported } badMethod)
        {
            var methods = badMethod.AllowedMethods.Select(static method => (AuthMethod)method).ToArray();
            if (!options.Methods.Intersect(methods).Any())
            {
                return $"the cluster accepts the authentication [{List(methods)}], our configuration only [{List(options.Methods)}]: "
                    + "see auth_client_required and auth_cluster_required";
            }

            var modes = badMethod.AllowedModes.Select(static mode => (ConnectionMode)mode);
            return $"the cluster accepts the connection modes [{List(modes)}], our configuration only [{List(options.MonitorModes)}]: "
                + "see ms_mon_client_mode and ms_mon_cluster_mode";
        }

        return $"{options.Name} may not log in: {refusal.Text}";
    }

    private static string List<T>(IEnumerable<T> words)
        where T : struct, Enum => string.Join(' ', words).ToLowerInvariant();
}
