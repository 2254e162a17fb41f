using MgrPlatform.Modules.Backend;

namespace MgrPlatform.Modules.Services;

/// <summary>
/// The version of each large document that was handed out last, to tell a reader who holds it only what has changed since. Bounded by the
/// names: one earlier version each. The changes between two versions are found once, whoever asks and however many do. Safe from any
/// thread.
/// </summary>
internal sealed class DocumentHistory
{
    private const int MostNames = 32;

    // Beyond this part of the document, applying the changes is no cheaper than reading all of it.
    private const int WorthwhilePart = 8;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>
    /// The changes from <paramref name="have"/> (0: the reader holds none) to <paramref name="document"/>, or null when it is better handed
    /// out whole. Either way this version is what later ones are compared with.
    /// </summary>
    public ReadOnlyMemory<byte>? ChangesSince(long have, Document document)
    {
        Entry entry;
        lock (_lock)
        {
            entry = Advance(document);
        }

        return entry.Previous is { } previous && previous.Version == have && entry.Current == document ? entry.Changes.Value : null;
    }

    private Entry Advance(Document document)
    {
        if (_entries.TryGetValue(document.Name, out var entry) && entry.Current.Version >= document.Version)
        {
            return entry;
        }

        if (entry is null && _entries.Count >= MostNames)
        {
            _entries.Clear();
        }

        return _entries[document.Name] = new Entry(entry?.Current, document);
    }

    private sealed class Entry(Document? previous, Document current)
    {
        public Document? Previous { get; } = previous;

        public Document Current { get; } = current;

        public Lazy<ReadOnlyMemory<byte>?> Changes { get; } = new(() => previous is null
            ? null
            : DocumentDifference.Find(previous.Json.Span, current.Json.Span, current.Json.Length / WorthwhilePart));
    }
}
