using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Monitor.Services.Auth;

/// <summary>What the monitors keep of an entity: its key, and its caps by the name of the service they are for.</summary>
public sealed record EntityAuth(CephxKey Key, IReadOnlyDictionary<string, string> Caps) : IWireType<EntityAuth>
{
    private const byte Version = 1;

    public static int MinimumSize => 6;

    public static EntityAuth Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var key = reader.Read<CephxKey>();
        var caps = reader.ReadMap(Codecs.String, Codecs.String);
        reader.EndStruct(scope);
        return new EntityAuth(key, caps);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.Write(Key);
        writer.WriteMap(Caps, Codecs.String, Codecs.String);
        writer.EndStruct(scope);
    }

    public bool HasSameCaps(IReadOnlyDictionary<string, string> other) =>
        Caps.Count == other.Count && Caps.All(cap => other.TryGetValue(cap.Key, out var text) && text == cap.Value);
}
