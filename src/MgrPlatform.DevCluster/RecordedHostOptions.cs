using System.Collections.Immutable;

namespace MgrPlatform.DevCluster;

/// <summary>What a host on the recorded cluster is made of, and where it lives.</summary>
public sealed record RecordedHostOptions
{
    /// <summary>The cluster's folder; made private (0700) when it is created.</summary>
    public string Directory { get; init; } = ".mgrp";

    public string ManagerId { get; init; } = "x";

    public int Osds { get; init; } = 3;

    /// <summary>A recorded moment to hold (<c>m1_healthy_load</c> …); null: the story is played.</summary>
    public string? Moment { get; init; }

    /// <summary>How long each moment of the story is shown.</summary>
    public TimeSpan MomentDuration { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Folders of plugins, or plugin folders; they come before the bundled ones.</summary>
    public ImmutableArray<string> PluginPaths { get; init; } = [];

    /// <summary>The plugins that come with the product.</summary>
    public string BundledPlugins { get; init; } = Path.Combine(AppContext.BaseDirectory, "plugins");

    public string SdkDirectory { get; init; } = Path.Combine(AppContext.BaseDirectory, "sdk");

    public string Python { get; init; } = "python3";

    public string Node { get; init; } = "node";

    public string DotNet { get; init; } = "dotnet";

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
