using MgrPlatform.Client.Configuration;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Monitors;

/// <summary>Who we are to a cluster and how we look for its monitors. The defaults are Ceph's.</summary>
public sealed record MonitorClientOptions
{
    public required EntityName Name { get; init; }

    /// <summary>Where to look first; a monmap replaces it.</summary>
    public required IReadOnlyList<EntityAddress> Seeds { get; init; }

    /// <summary>Our own key; null for clusters without authentication.</summary>
    public CephxKey? Key { get; init; }

    /// <summary>The methods that we accept, the preferred one first.</summary>
    public IReadOnlyList<AuthMethod> Methods { get; init; } = [AuthMethod.Cephx];

    /// <summary>Why there is no key although one was looked for; part of the message when the cluster wants one.</summary>
    public string? NoKey { get; init; }

    /// <summary>What the operator should know, though it is no reason to stop.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What connections to monitors and managers may be, the preferred one first.</summary>
    public IReadOnlyList<ConnectionMode> MonitorModes { get; init; } = [ConnectionMode.Secure, ConnectionMode.Crc];

    /// <summary>The same for OSDs and metadata servers.</summary>
    public IReadOnlyList<ConnectionMode> DaemonModes { get; init; } = [ConnectionMode.Crc, ConnectionMode.Secure];

    /// <summary>The services whose tickets we want.</summary>
    public EntityType Services { get; init; } =
        EntityType.Monitor | EntityType.Mds | EntityType.Osd | EntityType.Manager;

    /// <summary>A daemon's own service, whose rotating keys it needs to check its clients; None for a client.</summary>
    public EntityType RotatingService { get; init; }

    /// <summary>The cluster that the configuration names; null if it does not.</summary>
    public Guid? Fsid { get; init; }

    /// <summary>
    /// Monitors of another cluster are refused: a daemon must not join the wrong one. Ceph's tools talk to any, so ours only warns.
    /// </summary>
    public bool RequiresFsid { get; init; } = true;

    /// <summary>What a daemon wants from the first moment on, besides <c>monmap</c> and <c>config</c>.</summary>
    public IReadOnlyList<string> Subscriptions { get; init; } = [];

    public string HostName { get; init; } = Environment.MachineName;

    /// <summary>So many monitors are tried at the same time; the first that lets us in wins.</summary>
    public int HuntParallel { get; init; } = 3;

    /// <summary>After that long others are tried.</summary>
    public TimeSpan HuntInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>By so much the interval grows with every round, and shrinks while connected.</summary>
    public double HuntBackoff { get; init; } = 1.5;

    /// <summary>Up to so many times the interval.</summary>
    public double HuntMaxMultiple { get; init; } = 10;

    /// <summary>Commands that may wait for an answer at the same time; one more is answered EAGAIN.</summary>
    public int CommandLimit { get; init; } = 1024;

    /// <summary>The input that waiting commands may hold together.</summary>
    public long CommandBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>Lines for the cluster log that are kept while the monitors are away.</summary>
    public int LogLimit { get; init; } = 10_000;

    /// <summary>A daemon's own messages that are kept until there is a session.</summary>
    public int MessageLimit { get; init; } = 256;

    /// <summary>So long a command waits for its answer when the caller says nothing: Ceph's tools wait for ever.</summary>
    public TimeSpan CommandLimitTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>From a configuration, with the key found and the monitors' names resolved.</summary>
    /// <exception cref="ClientException">Something is missing; the message says what.</exception>
    public static async Task<MonitorClientOptions> FromAsync(CephConfiguration configuration, CancellationToken cancellationToken)
    {
        var isClient = configuration.Name.Type == EntityType.Client;
        var methods = AuthMethods.Read(configuration, isClient ? "auth_client_required" : "auth_cluster_required");
        EntityKey? key = null;
        string? noKey = null;
        try
        {
            key = methods.Contains(AuthMethod.Cephx) ? EntityKeySearch.Find(configuration) : null;
        }
        catch (ClientException error) when (error.Errno == Errno.Access && methods.Contains(AuthMethod.None))
        {
            // The cluster may do without. If it does not, the operator must hear of the missing key and not of methods.
            noKey = error.Message;
            methods = [AuthMethod.None];
        }

        return new MonitorClientOptions
        {
            Name = configuration.Name,
            Seeds = await MonitorHosts.FindAsync(configuration, cancellationToken),
            Key = key?.Key,
            Fsid = configuration.Fsid,
            RequiresFsid = !isClient,
            Methods = methods,
            NoKey = noKey,
            Warnings = key?.Warnings ?? [],
            MonitorModes = ConnectionModes.Read(configuration, isClient ? "ms_mon_client_mode" : "ms_mon_cluster_mode"),
            DaemonModes = ConnectionModes.Read(configuration, isClient ? "ms_client_mode" : "ms_cluster_mode"),
            RotatingService = isClient ? EntityType.None : configuration.Name.Type,
            HuntParallel = Math.Clamp((int)configuration.GetNumber("mon_client_hunt_parallel", 3), 1, 16),
            HuntInterval = configuration.GetSeconds("mon_client_hunt_interval", TimeSpan.FromSeconds(3)),
            HuntBackoff = Math.Clamp(configuration.GetNumber("mon_client_hunt_interval_backoff", 1.5), 1, 10),
            HuntMaxMultiple = Math.Clamp(configuration.GetNumber("mon_client_hunt_interval_max_multiple", 10), 1, 100),
        };
    }
}
