using System.Text.Json.Nodes;
using MgrPlatform.Modules;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Manager.Term;

/// <summary>Where commands come in. One whose module has not loaded yet waits, within bounds, instead of failing.</summary>
internal sealed class CommandDesk(ModuleHost host, TimeSpan patience, TimeProvider time)
{
    private const int WaitingLimit = 256;
    private const string Descriptions = "get_command_descriptions";

    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;

    public CommandTable Table => host.Commands;

    /// <summary>The modules have loaded, or never will: nobody waits any longer.</summary>
    public void MarkSettled() => _settled.TrySetResult();

    public async Task<CommandResult> ExecuteAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        if (Table.Find(request.Prefix) is null && !_settled.Task.IsCompleted)
        {
            await WaitAsync(cancellationToken);
        }

        // What clients ask of every daemon before they know a word; it needs no caps.
        return request.Prefix == Descriptions
            ? CommandResult.Success(CommandDescriptions.ToJson(Table).ToJsonString())
            : await host.ExecuteAsync(request, cancellationToken);
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
}
