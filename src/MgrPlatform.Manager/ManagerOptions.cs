using System.Collections.Immutable;
using System.Net;
using MgrPlatform.Client.Configuration;
using MgrPlatform.Manager.Role;
using MgrPlatform.Manager.Server;
using MgrPlatform.Messenger.Transport;

namespace MgrPlatform.Manager;

/// <summary>What a manager daemon is made of, and where it lives.</summary>
public sealed record ManagerOptions
{
    /// <summary>Of <c>mgr.NAME</c>: who we are, where the monitors are, our key.</summary>
    public required CephConfiguration Configuration { get; init; }

    /// <summary>Folders of plugins, or plugin folders; of two with one name the first wins.</summary>
    public ImmutableArray<string> PluginPaths { get; init; } = [];

    /// <summary>What must outlive a restart; created 0700.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Where modules with <c>log_to_file</c> write; null: nowhere.</summary>
    public string? LogDirectory { get; init; }

    /// <summary>Holds the runners of the three languages.</summary>
    public string SdkDirectory { get; init; } = Path.Combine(AppContext.BaseDirectory, "sdk");

    public string Python { get; init; } = "python3";

    public string Node { get; init; } = "node";

    public string DotNet { get; init; } = "dotnet";

    /// <summary>Build .NET plugins that are given as source; for development.</summary>
    public bool BuildSources { get; init; }

    /// <summary>Null: none.</summary>
    public string? AdminSocket { get; init; }

    /// <summary>Where daemons and clients come to; port 0 for any free one. The map tells them.</summary>
    public IPEndPoint Address { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>How long the first session with a monitor may take; infinite is allowed.</summary>
    public TimeSpan ConnectLimit { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>A new active manager waits so long for the first maps before modules start without them.</summary>
    public TimeSpan MapPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A command whose module has not loaded yet waits so long.</summary>
    public TimeSpan CommandPatience { get; init; } = TimeSpan.FromSeconds(20);

    public RoleOptions Role { get; init; } = new();

    public DaemonServerOptions Server { get; init; } = new();

    /// <summary>What carries its connections, those that it opens and those that come to it.</summary>
    public ITransport Transport { get; init; } = new SocketTransport();

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
