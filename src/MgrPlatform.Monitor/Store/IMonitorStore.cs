namespace MgrPlatform.Monitor.Store;

/// <summary>
/// What a monitor keeps: values by prefix and key. Keys are ordered by their bytes. One thread; whoever breaks a promise of durability
/// throws <see cref="MonitorStoreException"/>, which nobody catches but the process's last handler.
/// </summary>
public interface IMonitorStore : IDisposable
{
    /// <summary>Null when there is none.</summary>
    byte[]? Get(string prefix, string key);

    /// <summary>The entries of a prefix in the order of their keys, from <paramref name="from"/> on.</summary>
    IEnumerable<KeyValuePair<string, byte[]>> Read(string prefix, string from = "");

    /// <summary>The prefixes that have entries, in order.</summary>
    IReadOnlyList<string> Prefixes();

    /// <summary>
    /// Makes the changes together or not at all, after all before them. Reads see them at once; a loss of power may undo them, the latest
    /// first, until <see cref="Sync"/> has returned.
    /// </summary>
    void Apply(MonitorTransaction transaction);

    /// <summary>When it returns all that was applied survives a loss of power.</summary>
    void Sync();

    /// <summary>Bytes that the store takes where it lies.</summary>
    long Size();
}
