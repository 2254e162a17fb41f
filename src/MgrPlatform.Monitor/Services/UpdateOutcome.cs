using MgrPlatform.Monitor.Commands;

namespace MgrPlatform.Monitor.Services;

/// <summary>What becomes of a message that may change something.</summary>
/// <param name="Proposes">The pending state was changed.</param>
/// <param name="Finish">Called when it is committed, or at once when nothing is proposed: the place to answer.</param>
/// <param name="StartsAnew">When it is committed the message is taken again, as if it had just come.</param>
/// <param name="Answer">What to say when the message comes again although it was committed; null when doing it twice does no harm.</param>
public readonly record struct UpdateOutcome(bool Proposes, Action? Finish, bool StartsAnew = false, CommandResult? Answer = null)
{
    /// <summary>Nothing is to be changed and no answer is owed any more.</summary>
    public static readonly UpdateOutcome Done;

    /// <summary>It takes a version to make room for it: do it all again when the pending state is committed.</summary>
    public static readonly UpdateOutcome Retry = new(Proposes: true, Finish: null, StartsAnew: true);

    public static UpdateOutcome AfterCommit(Action? finish = null, CommandResult? answer = null) =>
        new(Proposes: true, finish, Answer: answer);
}
