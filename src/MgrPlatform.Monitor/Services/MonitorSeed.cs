using System.Text;
using MgrPlatform.Monitor.Services.Auth;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services;

/// <summary>
/// What <c>mkfs</c> leaves in a store for the first quorum: the monmap and the first keys. Erased once they are committed.
/// </summary>
public static class MonitorSeed
{
    public const string Prefix = "mkfs";
    public const string MonMapKey = "monmap";
    public const string KeyringKey = "keyring";

    /// <summary>The seed's monmap; null when a quorum has committed one since.</summary>
    public static MonMap? ReadMonMap(IMonitorStore store) =>
        store.Get(Prefix, MonMapKey) is { } bytes
            ? StoreReading.Decode(Prefix, MonMapKey, bytes, static (ref r) => r.Read<MonMap>())
            : null;

    public static IReadOnlyList<KeyValuePair<EntityName, EntityAuth>> ReadKeyring(IMonitorStore store)
    {
        try
        {
            return store.Get(Prefix, KeyringKey) is { } text ? Keyring.Parse(Encoding.UTF8.GetString(text)) : [];
        }
        catch (FormatException error)
        {
            throw new MonitorStoreException($"the keyring that mkfs left cannot be read: {error.Message}", error);
        }
    }
}
