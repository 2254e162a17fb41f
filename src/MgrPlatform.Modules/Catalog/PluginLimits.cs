namespace MgrPlatform.Modules.Catalog;

/// <summary>What a module may cost. Over a limit only that module pays.</summary>
public sealed record PluginLimits
{
    /// <summary>Resident memory of the runner with all that it started, in MiB.</summary>
    public int MemoryMib { get; init; } = 1024;

    /// <summary>A command that has no answer by then is answered ETIMEDOUT.</summary>
    public TimeSpan CommandDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Commands that may wait; further ones are answered EAGAIN.</summary>
    public int QueueLength { get; init; } = 128;

    /// <summary>Commands that the module answers at the same time.</summary>
    public int Concurrency { get; init; } = 64;

    /// <summary>From the start of the child to the answer of <c>initialize</c>.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long <c>shutdown</c> may take before the child is killed.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
