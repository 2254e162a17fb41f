using MgrPlatform.Modules.Backend;

namespace MgrPlatform.Manager.Term;

/// <summary>What the monitors know of daemons: asked for all at the beginning, and for those that come later.</summary>
internal sealed partial class ActiveTerm
{
    private async Task AskAllMetadataAsync()
    {
        foreach (var type in MetadataQuery.Types)
        {
            await AskMetadataAsync(type, null);
        }
    }

    private async Task AskMissingMetadataAsync(DateTimeOffset now)
    {
        foreach (var type in _daemons.WithoutMetadata
            .Where(static key => MetadataQuery.Types.Contains(key.Type))
            .GroupBy(static key => key.Type, StringComparer.Ordinal))
        {
            // After a fail-over all daemons come at once.
            foreach (var id in type.Skip(AskedOneByOne).Any() ? [null] : type.Select(static string? (key) => key.Id).ToArray())
            {
                var what = $"{type.Key}.{id}";
                if (!_asked.TryGetValue(what, out var last) || now - last > MetadataRetry)
                {
                    _asked[what] = now;
                    await AskMetadataAsync(type.Key, id);
                }
            }
        }
    }

    private async Task AskMetadataAsync(string type, string? id)
    {
        try
        {
            var answer = await _monitors.CommandAsync(
                MetadataQuery.Command(type, id).ToJsonString(), default, TimeSpan.FromSeconds(30), _stopping.Token);
            if (answer.IsSuccess)
            {
                Post(new TermInput.MetadataKnown(type, answer.Output));
            }
            else if (id is null)
            {
                Log.MetadataRefused(_logger, type, answer.Status);
            }
        }
        catch (OperationCanceledException)
        {
            // The term ends.
        }
    }

    private void TakeMetadata(TermInput.MetadataKnown known)
    {
        foreach (var (key, metadata) in MetadataQuery.Read(known.Type, known.Answer))
        {
            _daemons.SetMetadata(key, metadata);
        }
    }
}
