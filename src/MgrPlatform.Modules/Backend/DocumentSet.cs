using System.Collections.Concurrent;

namespace MgrPlatform.Modules.Backend;

/// <summary>The named documents of a cluster. Written by one loop, read by anybody.</summary>
public sealed class DocumentSet
{
    private readonly ConcurrentDictionary<string, Document> _documents = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => _documents.Keys;

    public Document? Find(string name) => _documents.GetValueOrDefault(name);

    /// <summary>Replaces a document whose content is known to have changed; it is serialised only when somebody reads it.</summary>
    public Document Replace(string name, Func<ReadOnlyMemory<byte>> serialize)
    {
        var document = new Document(name, (Find(name)?.Version ?? 0) + 1, serialize);
        _documents[name] = document;
        return document;
    }

    /// <summary>Publishes a content that may be the same as before; tells whether it was new.</summary>
    public bool Publish(string name, ReadOnlyMemory<byte> json)
    {
        if (Find(name) is { } current && current.Json.Span.SequenceEqual(json.Span))
        {
            return false;
        }

        Replace(name, () => json);
        return true;
    }
}
