using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Wire.Maps.Fs;
using MgrPlatform.Wire.Messages.Fs;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Fs;

/// <summary>Who wants which part of the map: managers all of it, clients the names, metadata servers and mounts one file system.</summary>
public sealed partial class FsMapService
{
    private const string All = "fsmap";
    private const string User = "fsmap.user";
    private const string One = "mdsmap";

    public override bool Offers(string subscription) =>
        subscription is All or User or One || subscription.StartsWith(One + ".", StringComparison.Ordinal);

    public override void Update(MonitorSession session, SessionSubscription subscription)
    {
        if (LastCommitted == 0)
        {
            return;
        }

        switch (subscription.What)
        {
            case All when subscription.Next <= Map.Epoch:
                Monitor.Deliver(session, subscription, new MFSMap(Map.Epoch, Map), Map.Epoch);
                break;
            case User when subscription.Next <= Map.Epoch:
                var names = Map.Filesystems
                    .Select(static filesystem => new FilesystemName(filesystem.Id, filesystem.MdsMap.FsName))
                    .ToArray();
                Monitor.Deliver(
                    session, subscription, new MFSMapUser(Map.Epoch, new FsMapUser(Map.Epoch, Map.DefaultFilesystem, names)), Map.Epoch);
                break;
            case All or User:
                break;
            default:
                if (Find(session, subscription.What) is { } map && subscription.Next <= map.Epoch)
                {
                    Monitor.Deliver(session, subscription, new MMDSMap(Monitor.Fsid, map.Epoch, map, map.FsName), map.Epoch);
                }

                break;
        }
    }

    private MdsMap? Find(MonitorSession session, string what)
    {
        if (session.Type != EntityType.Mds)
        {
            var name = what.Length > One.Length ? what[(One.Length + 1)..] : "";
            return (name.Length > 0
                ? Map.Filesystems.FirstOrDefault(filesystem => filesystem.MdsMap.FsName == name)
                : Map.Filesystems.FirstOrDefault(filesystem => filesystem.Id == Map.DefaultFilesystem))?.MdsMap;
        }

        // A server finds itself by its addresses: its session may be a new one.
        var info = PendingFsMap.All(Map).FirstOrDefault(info => info.Addresses.Equals(session.Addresses));
        if (info is null)
        {
            return new MdsMap { Epoch = Map.Epoch, Compat = Map.Compat };
        }

        if (Map.MdsRoles.TryGetValue(info.Gid, out var fs) && fs >= 0)
        {
            return Map.Filesystems.First(filesystem => filesystem.Id == fs).MdsMap;
        }

        // One that stands by is shown itself, in a map of no file system.
        return new MdsMap
        {
            Epoch = Map.StandbyEpochs.TryGetValue(info.Gid, out var epoch) ? epoch : Map.Epoch,
            Compat = Map.Compat,
            Daemons = new SortedDictionary<ulong, MdsInfo> { [info.Gid] = info },
        };
    }
}
