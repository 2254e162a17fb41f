namespace MgrPlatform.Modules.Runtimes.Rpc;

/// <summary>What one connection may cost the host.</summary>
public sealed record RpcLimits
{
    /// <summary>Longest line, in bytes, either way.</summary>
    public int MessageBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Bytes that may wait for a runner that does not read; past it the connection ends.</summary>
    public long OutboxBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Messages that may wait for a runner that does not read.</summary>
    public int OutboxMessages { get; init; } = 4096;

    /// <summary>Requests of the runner that may be under way at once; further ones are answered EAGAIN.</summary>
    public int RequestsUnderWay { get; init; } = 256;
}
