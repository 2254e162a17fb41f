using MgrPlatform.Manager.Commands;
using MgrPlatform.Modules;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Manager.Term;

/// <summary>
/// Where commands come in: the manager's own, the host's, the modules'. One whose module has not loaded yet waits, within bounds, instead
/// of failing.
/// </summary>
internal sealed class CommandDesk(ModuleHost host, OwnDesk own, TimeSpan patience, TimeProvider time)
{
    private const int WaitingLimit = 256;
    private const string Descriptions = "get_command_descriptions";

    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TableOfAll? _table;
    private int _waiting;

    /// <summary>Every command; a module's that has a name of ours is not reached.</summary>
    public CommandTable Table
    {
        get
        {
            var modules = host.Commands;
            if (_table is not { } known || known.Modules != modules)
            {
                _table = known = new TableOfAll(modules, OwnDesk.Table.With("", modules).Table);
            }

            return known.All;
        }
    }

    /// <summary>The modules have loaded, or never will: nobody waits any longer.</summary>
    public void MarkSettled() => _settled.TrySetResult();

    public async Task<CommandResult> ExecuteAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        if (OwnCommands.Has(request.Prefix))
        {
            return await own.ExecuteAsync(request, cancellationToken);
        }

        if (request.Prefix == Descriptions)
        {
            // What clients ask of every daemon before they know a word; it needs no caps.
            return CommandResult.Success(CommandDescriptions.ToJson(Table).ToJsonString());
        }

        if (host.Commands.Find(request.Prefix) is null && !_settled.Task.IsCompleted)
        {
            await WaitAsync(cancellationToken);
        }

        return await host.ExecuteAsync(request, cancellationToken);
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) <= WaitingLimit)
            {
                await _settled.Task.WaitAsync(patience, time, cancellationToken);
            }
        }
        catch (TimeoutException)
        {
            // The host says what it knows.
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private sealed record TableOfAll(CommandTable Modules, CommandTable All);
}
