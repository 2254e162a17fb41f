using System.Text.Json;

namespace MgrPlatform.Modules.Runtimes;

/// <summary>A request to a module, under way or answered.</summary>
/// <param name="Answer">The result. It may still come after <paramref name="Cancel"/>: a module need not be able to stop.</param>
/// <param name="Cancel">Tells the module that nobody waits any more.</param>
public sealed record RunnerCall(Task<JsonElement> Answer, Action Cancel)
{
    /// <summary>Waits for the answer; when the token ends first, tells the module so and throws.</summary>
    public async Task<JsonElement> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Answer.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Cancel();
            throw;
        }
    }
}
