using System.Text;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Messages.Mon;

namespace MgrPlatform.Monitor.Services.ConfigKey;

/// <summary>
/// The key-value store that managers and operators keep things in (<c>config-key</c>). Values lie as they are in <c>mon_config_key</c>; a
/// version is the change that made it, kept for a while so that subscribers that come back are told only what changed.
/// </summary>
public sealed class KvService(MonitorContext monitor) : PaxosService(monitor, "kv")
{
    /// <summary>Where the values lie in the store.</summary>
    public const string ValuesPrefix = "mon_config_key";

    private const string SubscriptionPrefix = "kv:";

    private static readonly Codec<OrderedDictionary<string, byte[]?>> ChangeCodec = Codecs.Map(
        Codecs.String,
        new Codec<byte[]?>(static (ref r) => r.ReadOptional(Codecs.Blob), static (w, value) => w.WriteOptional(value, Codecs.Blob), 1));

    /// <summary>By key the new value; null for a key that goes.</summary>
    private readonly SortedDictionary<string, byte[]?> _pending = new(StringComparer.Ordinal);

    public override IReadOnlyList<MonitorCommand> Commands => KvCommands.Of(this);

    public override bool Offers(string subscription) => subscription.StartsWith(SubscriptionPrefix, StringComparison.Ordinal);

    public override void Update(MonitorSession session, SessionSubscription subscription)
    {
        if (subscription.Next > LastCommitted)
        {
            return;
        }

        var prefix = subscription.What[SubscriptionPrefix.Length..];
        var isIncremental = FirstCommitted > 0 && subscription.Next > FirstCommitted;
        var values = new OrderedDictionary<string, byte[]?>(StringComparer.Ordinal);
        foreach (var (key, value) in isIncremental ? Changes(subscription.Next) : Entries(prefix))
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal))
            {
                values[key] = value;
            }
        }

        if (isIncremental && values.Count == 0 && !subscription.IsOnce)
        {
            subscription.Next = LastCommitted + 1; // Nothing of it is this client's.
            return;
        }

        Monitor.Deliver(session, subscription, new MKVData(LastCommitted, prefix, isIncremental, values), LastCommitted);
    }

    internal int MaximumValue => Monitor.Options.ConfigKeyMaxEntrySize;

    /// <summary>The committed value; null for a key that does not exist.</summary>
    public byte[]? Find(string key) => Store.Get(ValuesPrefix, key);

    /// <summary>The committed entries whose keys begin with this.</summary>
    public IEnumerable<KeyValuePair<string, byte[]?>> Entries(string prefix = "")
    {
        foreach (var (key, value) in Store.Read(ValuesPrefix, prefix))
        {
            if (!key.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield break;
            }

            yield return new KeyValuePair<string, byte[]?>(key, value);
        }
    }

    /// <summary>Puts into the pending state. For commands and for other services, at the leader.</summary>
    public void Set(string key, byte[] value)
    {
        _pending[key] = value;
        Propose();
    }

    /// <inheritdoc cref="Set"/>
    public void Remove(string key)
    {
        _pending[key] = null;
        Propose();
    }

    protected override ulong TrimTo() =>
        LastCommitted > Monitor.Options.KvVersionsKept ? LastCommitted - Monitor.Options.KvVersionsKept : 0;

    protected override void UpdateFromStore()
    {
        // The values are read from the store when they are wanted.
    }

    protected override void PostRefresh() => Monitor.UpdateSubscribers(this);

    protected override void CreatePending() => _pending.Clear();

    protected override void CreateInitial()
    {
        // Version 1 is empty: subscribers want a version to have.
    }

    protected override void EncodePending(MonitorTransaction transaction)
    {
        var writer = new WireWriter();
        writer.WriteMap(_pending, Codecs.String, new Codec<byte[]?>(
            static (ref r) => r.ReadOptional(Codecs.Blob), static (w, value) => w.WriteOptional(value, Codecs.Blob), 1));
        PutVersion(transaction, writer.ToArray());
        foreach (var (key, value) in _pending)
        {
            if (value is null)
            {
                transaction.Erase(ValuesPrefix, key);
            }
            else
            {
                transaction.Put(ValuesPrefix, key, value);
            }
        }
    }

    private SortedDictionary<string, byte[]?> Changes(ulong from)
    {
        var changes = new SortedDictionary<string, byte[]?>(StringComparer.Ordinal);
        for (var version = from; version <= LastCommitted; version++)
        {
            var bytes = GetVersion(version) ?? throw new MonitorStoreException($"the store has no {Name}/{version}");
            foreach (var (key, value) in StoreReading.Decode(
                Name, MonitorTransaction.Version(version), bytes, static (ref r) => ChangeCodec.Read(ref r)))
            {
                changes[key] = value;
            }
        }

        return changes;
    }
}
