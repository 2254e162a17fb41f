using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Monitor.Store;

/// <summary>Reads values of a kind from a store.</summary>
public static class StoreReading
{
    /// <summary>A number of eight bytes; zero when there is none.</summary>
    public static ulong GetNumber(this IMonitorStore store, string prefix, string key) =>
        store.Get(prefix, key) is { } bytes ? new WireReader(bytes).ReadUInt64() : 0;

    public static byte[]? Get(this IMonitorStore store, string prefix, ulong version) =>
        store.Get(prefix, MonitorTransaction.Version(version));

    /// <summary>A value that must be there and must be whole.</summary>
    /// <exception cref="MonitorStoreException">It is not.</exception>
    public static T Load<T>(this IMonitorStore store, string prefix, string key)
        where T : IWireType<T>
    {
        var bytes = store.Get(prefix, key) ?? throw new MonitorStoreException($"the store has no {prefix}/{key}");
        return Decode(prefix, key, bytes, static (ref reader) => reader.Read<T>());
    }

    /// <summary>Reads a stored value with the words of an error that names where it lies.</summary>
    public static T Decode<T>(string prefix, string key, byte[] bytes, WireRead<T> read)
    {
        try
        {
            var reader = new WireReader(bytes);
            return read(ref reader);
        }
        catch (WireFormatException error)
        {
            throw new MonitorStoreException($"the stored value {prefix}/{key} cannot be read: {error.Message}", error);
        }
    }
}
