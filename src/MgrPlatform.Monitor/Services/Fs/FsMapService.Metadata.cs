namespace MgrPlatform.Monitor.Services.Fs;

public sealed partial class FsMapService
{
    public override string DaemonKind => "mds";

    public override IEnumerable<KeyValuePair<string, IReadOnlyDictionary<string, string>>> DaemonMetadata =>
        _metadata.Select(entry => (PendingFsMap.Find(Map, entry.Key)?.Name, entry.Value))
            .Where(static daemon => daemon.Name is not null)
            .Select(static daemon => KeyValuePair.Create(daemon.Name!, (IReadOnlyDictionary<string, string>)daemon.Value))
            .OrderBy(static daemon => daemon.Key, StringComparer.Ordinal);
}
