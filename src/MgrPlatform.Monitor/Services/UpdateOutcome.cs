namespace MgrPlatform.Monitor.Services;

/// <summary>What becomes of a message that may change something.</summary>
/// <param name="Proposes">The pending state was changed.</param>
/// <param name="Finish">Called when it is committed, or at once when nothing is proposed: the place to answer.</param>
public readonly record struct UpdateOutcome(bool Proposes, Action? Finish)
{
    /// <summary>Nothing is to be changed and no answer is owed any more.</summary>
    public static readonly UpdateOutcome Done;

    public static UpdateOutcome AfterCommit(Action? finish = null) => new(Proposes: true, finish);
}
