using MgrPlatform.Manager.Pg;
using MgrPlatform.Manager.Pg.Scaling;
using MgrPlatform.Modules.Commands;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Manager.Term;

/// <summary>
/// Sends the monitors what <see cref="PgNumberPlan"/> wants, one round at a time: what they have not done yet is asked for again.
/// </summary>
internal sealed partial class PoolSteering(Func<string, CancellationToken, Task<CommandResult>> askMonitors, ILogger<PoolSteering> logger)
{
    private Task _round = Task.CompletedTask;

    /// <summary>Begins a round unless one is under way. Called by the term's loop.</summary>
    public void Follow(PgMapSnapshot map, PgNumberOptions options, CancellationToken cancellationToken)
    {
        if (!_round.IsCompleted || !map.IsReady)
        {
            return;
        }

        var commands = PgNumberPlan.Commands(map, options);
        if (commands.Count > 0)
        {
            _round = SendAsync(commands, cancellationToken);
        }
    }

    /// <summary>When the round that was under way is over.</summary>
    public Task WhenDoneAsync() => _round;

    private async Task SendAsync(IReadOnlyList<string> commands, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var command in commands)
            {
                var result = await askMonitors(command, cancellationToken);
                if (!result.IsSuccess)
                {
                    Log.Refused(logger, command, result.Code, result.Status);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The term ends.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 3401, Level = LogLevel.Warning, Message = "The monitors refuse {Command} with {Code}: {Reason}")]
        internal static partial void Refused(ILogger logger, string command, int code, string reason);
    }
}
