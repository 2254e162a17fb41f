using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MgrPlatform.PluginSdk.Hosting;

/// <summary>The last version read of each document, so that an unchanged one costs a short question and no parsing.</summary>
internal sealed class DocumentCache(IHostChannel channel)
{
    private const int MaxDocuments = 64; // More names than Ceph has documents; "device <id>" would otherwise grow without end.

    private readonly ConcurrentDictionary<string, ModuleDocument> _held = new(StringComparer.Ordinal);

    public async ValueTask<ModuleDocument?> GetAsync(string method, string key, JsonObject parameters, CancellationToken cancellationToken)
    {
        var held = _held.GetValueOrDefault(key);
        if (held is not null)
        {
            parameters["have"] = held.Version;
        }

        var answer = await channel.CallAsync(method, parameters, cancellationToken).ConfigureAwait(false);
        if (held is not null && Answers.Member(answer, "unchanged") is { ValueKind: JsonValueKind.True })
        {
            return held;
        }

        if (await ReadAsync(answer, cancellationToken).ConfigureAwait(false) is not { } root)
        {
            _held.TryRemove(key, out _);
            return null;
        }

        var document = new ModuleDocument(key, Answers.Integer(answer, "version"), root);
        if (_held.Count >= MaxDocuments && !_held.ContainsKey(key))
        {
            _held.Clear();
        }

        // Two readers may have asked at once, and the older answer may be the last to be parsed.
        return _held.AddOrUpdate(
            key,
            static (_, added) => added,
            static (_, current, added) => current.Version > added.Version ? current : added,
            document);
    }

    private static async ValueTask<JsonElement?> ReadAsync(JsonElement answer, CancellationToken cancellationToken)
    {
        if (Answers.Text(answer, "path") is not { } path)
        {
            return Answers.Member(answer, "value");
        }

        var bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        return JsonDocument.Parse(bytes).RootElement;
    }
}
