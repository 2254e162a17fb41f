namespace MgrPlatform.Simulation.Clients;

/// <summary>One operation as its client saw it.</summary>
public sealed class HistoryEntry
{
    public required int Client { get; init; }

    public required OperationKind Kind { get; init; }

    public required string Key { get; init; }

    /// <summary>Of a set.</summary>
    public string? Value { get; init; }

    public required long Invoked { get; init; }

    /// <summary>Open for ever, until it is answered.</summary>
    public long Returned { get; set; } = long.MaxValue;

    /// <summary>Of a get.</summary>
    public string? Result { get; set; }
}
