using System.Collections.ObjectModel;
using System.Net;
using MgrPlatform.Client.Configuration;

namespace MgrPlatform.DevCluster.Daemons;

/// <summary>Who a recorded daemon is and where it lives.</summary>
public sealed record RecordedDaemonOptions
{
    /// <summary>Of <c>osd.0</c> or <c>mds.m</c>: the daemon's name, where the monitors are, its key.</summary>
    public required CephConfiguration Configuration { get; init; }

    /// <summary>Where it listens; port 0 for any free one.</summary>
    public IPEndPoint Address { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>What it tells of itself and its host; <c>hostname</c> and <c>ceph_version</c> at least.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>How long the first session with a monitor may take.</summary>
    public TimeSpan ConnectLimit { get; init; } = TimeSpan.FromMinutes(1);

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
