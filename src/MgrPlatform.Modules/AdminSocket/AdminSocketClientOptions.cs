namespace MgrPlatform.Modules.AdminSocket;

/// <summary>How patient an <see cref="AdminSocketClient"/> is, and how much it takes.</summary>
public sealed record AdminSocketClientOptions
{
    public TimeSpan ConnectTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From the request sent to the answer read; longer than the longest deadline of a command.</summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromMinutes(5);

    public int MaximumAnswerBytes { get; init; } = 256 * 1024 * 1024;
}
