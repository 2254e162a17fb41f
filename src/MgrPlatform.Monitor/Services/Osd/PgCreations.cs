using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Messages.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>The placement groups that were ordered and that no OSD has reported yet. Stored beside the map.</summary>
internal sealed class PgCreations
{
    private const byte Version = 1;

    private readonly SortedDictionary<PgId, PgCreation> _groups = [];

    /// <summary>By group the epoch and time of its order.</summary>
    public IReadOnlyDictionary<PgId, PgCreation> Groups => _groups;

    public bool HasAny(long pool) => _groups.Keys.Any(group => group.Pool == pool);

    public void Order(long pool, uint first, uint end, PgCreation creation)
    {
        for (var seed = first; seed < end; seed++)
        {
            _groups[new PgId(pool, seed)] = creation;
        }
    }

    /// <summary>False when it was not waited for.</summary>
    public bool Created(PgId group) => _groups.Remove(group);

    public void Forget(long pool)
    {
        foreach (var group in _groups.Keys.Where(group => group.Pool == pool).ToList())
        {
            _groups.Remove(group);
        }
    }

    public PgCreations Copy()
    {
        var copy = new PgCreations();
        foreach (var (group, creation) in _groups)
        {
            copy._groups[group] = creation;
        }

        return copy;
    }

    public static PgCreations Decode(ref WireReader reader)
    {
        var creations = new PgCreations();
        var scope = reader.BeginStruct(Version);
        foreach (var (group, creation) in reader.ReadMap(Codecs.Of<PgId>(), Codecs.Of<PgCreation>()))
        {
            creations._groups[group] = creation;
        }

        reader.EndStruct(scope);
        return creations;
    }

    public byte[] Encode()
    {
        var writer = new WireWriter();
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteMap(_groups, Codecs.Of<PgId>(), Codecs.Of<PgCreation>());
        writer.EndStruct(scope);
        return writer.ToArray();
    }
}
