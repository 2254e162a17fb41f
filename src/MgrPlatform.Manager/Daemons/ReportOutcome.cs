namespace MgrPlatform.Manager.Daemons;

/// <summary>What came of a daemon's message.</summary>
/// <param name="Refusal">Null, or why it was not believed, in a sentence: the connection is to be closed.</param>
/// <param name="SchemaChanged">It declared counters.</param>
public readonly record struct ReportOutcome(string? Refusal, bool SchemaChanged = false)
{
    public bool IsAccepted => Refusal is null;
}
