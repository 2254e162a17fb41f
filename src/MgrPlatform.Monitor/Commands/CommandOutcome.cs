namespace MgrPlatform.Monitor.Commands;

/// <summary>What becomes of a command that may change something.</summary>
public abstract record CommandOutcome
{
    private CommandOutcome()
    {
    }

    /// <summary>Answer now: nothing is to be changed.</summary>
    public static CommandOutcome Answer(CommandResult result) => new Now(result);

    /// <summary>
    /// The service's pending state was changed (now, or by an earlier command that is not committed yet): answer when it is committed.
    /// After an election without a commit the command starts anew, and its sender notices nothing.
    /// </summary>
    /// <param name="result">Committed together with the change: a client whose monitor dies is told the same by another.</param>
    public static CommandOutcome AfterCommit(CommandResult result) => new Later(result);

    /// <summary>It cannot be done now; do it all again when the next proposal of the service is committed.</summary>
    public static readonly CommandOutcome Retry = new Again();

    internal sealed record Now(CommandResult Result) : CommandOutcome;

    internal sealed record Later(CommandResult Result) : CommandOutcome;

    internal sealed record Again : CommandOutcome;
}
