namespace MgrPlatform.Modules.AdminSocket;

/// <summary>Where an <see cref="AdminSocketServer"/> listens, what it says of itself, and how patient it is.</summary>
public sealed record AdminSocketOptions
{
    public required string Path { get; init; }

    /// <summary>What <c>version</c> answers: Ceph's version that this daemon passes for.</summary>
    public string Version { get; init; } = "16.2.15";

    public string Release { get; init; } = "pacific";

    public string ReleaseType { get; init; } = "stable";

    public string GitVersion { get; init; } = "";

    /// <summary>A connection beyond this many is answered EAGAIN and closed.</summary>
    public int MaximumConnections { get; init; } = 128;

    public int MaximumRequestBytes { get; init; } = 1024 * 1024;

    /// <summary>A request that has not arrived whole by then is given up.</summary>
    public TimeSpan RequestTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>An answer that has not been read whole by then is given up.</summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stop waits for commands that are being answered.</summary>
    public TimeSpan StopTime { get; init; } = TimeSpan.FromSeconds(5);
}
