using MgrPlatform.Manager.Pg;
using MgrPlatform.Manager.Pg.Documents;
using MgrPlatform.Manager.State;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Term;

/// <summary>
/// The documents of the PG map. A step of the map makes no new version by itself: a document is compared when somebody asks for it after
/// the step. Read from any thread.
/// </summary>
internal sealed class PgDocumentSource(Func<Release> release)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (Document Document, PgMapSnapshot Of)> _known = new(StringComparer.Ordinal);
    private PgMapSnapshot _map = PgMapSnapshot.Empty;

    public PgMapSnapshot Map
    {
        get => Volatile.Read(ref _map);
        set => Volatile.Write(ref _map, value);
    }

    public Document? Find(string name)
    {
        var map = Map;
        lock (_lock)
        {
            var isKnown = _known.TryGetValue(name, out var known);
            if (isKnown && ReferenceEquals(known.Of, map))
            {
                return known.Document;
            }

            var isOurs = true;
            var json = JsonBytes.Write(writer => isOurs = PgDocuments.TryWrite(name, writer, map, release()));
            if (!isOurs)
            {
                return null;
            }

            json = RealNumbers.Restore(json);
            var document = isKnown && known.Document.Json.Span.SequenceEqual(json.Span)
                ? known.Document
                : new Document(name, (known.Document?.Version ?? 0) + 1, () => json);
            _known[name] = (document, map);
            return document;
        }
    }
}
