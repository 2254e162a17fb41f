using System.Text;
using MgrPlatform.Monitor.Services;
using MgrPlatform.Monitor.Services.Auth;
using MgrPlatform.Monitor.Services.Monmap;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Mkfs;

/// <summary>
/// Makes the store of a new monitor. It never touches one that is there: what a quorum has agreed on is not a configuration's to change.
/// </summary>
public static class MonitorMkfs
{
    public const string MetaPrefix = "monitor";
    public const string ClusterKey = "cluster_uuid";
    private const string MagicKey = "magic";
    private const string Magic = "ceph mon volume v012";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static readonly EntityName MonitorsName = new(EntityType.Monitor, "");

    /// <summary>A map without members yet, with the policy for keys.</summary>
    /// <param name="cipher">Of new keys and of the services' keys: <c>aes256k</c>, or <c>aes</c> for daemons of Pacific and Reef.</param>
    public static MonMap NewMap(Guid fsid, KeyType cipher, UTime now) => new()
    {
        StructVersion = MonMap.TentacleVersion,
        Fsid = fsid,
        Created = now,
        Modified = now,
        PersistentFeatures = MonFeatures.AllOfPacific,
        MinMonRelease = Release.Pacific,
        AuthServiceCipher = (int)cipher,
        AuthPreferredCipher = (int)cipher,
        AuthAllowedCiphers = cipher == KeyType.Aes ? [(int)KeyType.Aes] : [(int)KeyType.Aes, (int)KeyType.Aes256k],
    };

    public static MonMap Add(MonMap map, string name, EntityAddressVector addresses, UTime now) =>
        MonMapEdit.Add(map, name, addresses, now);

    /// <summary>A keyring for a new cluster: the monitors' key and the administrator's.</summary>
    public static string NewKeyring(KeyType cipher, UTime now, FillRandom random)
    {
        var text = new StringBuilder();
        Keyring.Append(text, MonitorsName, new EntityAuth(CephxKey.Create(cipher, now, random), AllCaps("mon")));
        Keyring.Append(
            text,
            new EntityName(EntityType.Client, "admin"),
            new EntityAuth(CephxKey.Create(cipher, now, random), AllCaps("mds", "mgr", "mon", "osd")));
        return text.ToString();
    }

    /// <exception cref="MonitorStoreException">There is a store already, or the keyring will not do.</exception>
    public static void Run(MonitorDirectory directory, MkfsRequest request)
    {
        if (File.Exists(directory.Store))
        {
            throw new MonitorStoreException($"{directory.Path} holds a monitor already; its map is in its store, and mkfs changes nothing");
        }

        var monitors = MonitorsKey(request.Keyring);
        Directory.CreateDirectory(directory.Path, OwnerOnly | UnixFileMode.UserExecute);
        WriteSecret(directory.Keyring, monitors);

        // The store appears whole or not at all: a mkfs that is killed leaves nothing that looks like a monitor.
        var fresh = directory.Store + ".new";
        File.Delete(fresh);
        using (var store = SqliteMonitorStore.Create(fresh))
        {
            store.Apply(new MonitorTransaction()
                .Put(MetaPrefix, MagicKey, Encoding.ASCII.GetBytes(Magic))
                .Put(MetaPrefix, ClusterKey, Encoding.ASCII.GetBytes(request.Map.Fsid.ToString()))
                .Put(MonitorSeed.Prefix, MonitorSeed.MonMapKey, WireWriter.Encode(request.Map))
                .Put(MonitorSeed.Prefix, MonitorSeed.KeyringKey, Encoding.UTF8.GetBytes(request.Keyring)));
            store.Sync();
        }

        File.Move(fresh, directory.Store);
    }

    /// <summary>The monitors' key alone, as a keyring.</summary>
    private static string MonitorsKey(string keyring)
    {
        try
        {
            var (name, auth) = Keyring.Parse(keyring).FirstOrDefault(static entry => entry.Key == MonitorsName);
            if (auth is null)
            {
                throw new MonitorStoreException("the keyring has no [mon.], the key that monitors know each other by");
            }

            var text = new StringBuilder();
            Keyring.Append(text, name, auth);
            return text.ToString();
        }
        catch (FormatException error)
        {
            throw new MonitorStoreException($"the keyring cannot be read: {error.Message}", error);
        }
    }

    private static void WriteSecret(string path, string text)
    {
        using var file = new FileStream(
            path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }

    private static SortedDictionary<string, string> AllCaps(params ReadOnlySpan<string> services)
    {
        var caps = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var service in services)
        {
            caps[service] = "allow *";
        }

        return caps;
    }
}
