using MgrPlatform.Monitor.Services.Osd;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Tests.Services.Osd;

/// <summary>OSDs by hand, on a monitor that leads alone: each on a host of its own, up and in.</summary>
internal sealed class OsdCluster
{
    private readonly SortedDictionary<int, MonitorSession> _sessions = [];

    public OsdCluster(int osds, OsdMapOptions? options = null)
    {
        Leader = new LoneLeader(context => [new OsdMapService(context, options ?? new OsdMapOptions())]);
        for (var osd = 0; osd < osds; osd++)
        {
            Leader.Command("osd new", ("uuid", Uuid(osd).ToString()));
            Leader.Command("osd crush create-or-move", ("id", osd), ("weight", 1.0), ("args", new[] { $"host=h{osd}", "root=default" }));
            Boot(osd);
        }
    }

    public LoneLeader Leader { get; }

    public OsdMapService Service => Leader.Service<OsdMapService>();

    public OsdMap Map => Service.Map;

    public MonitorSession SessionOf(int osd) => _sessions[osd];

    public static Guid Uuid(int osd) => new(osd + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    public IReadOnlyList<Message> Boot(int osd, uint nonce = 1)
    {
        var session = Leader.Connect($"osd.{osd}", $"v2:127.0.0.1:{6800 + osd}/{nonce}");
        _sessions[osd] = session;
        return Leader.Send(session, new MOSDBoot
        {
            PaxosVersion = Map.Epoch,
            Superblock = new OsdSuperblock
            {
                ClusterFsid = LoneLeader.Fsid,
                WhoAmI = osd,
                OsdFsid = Uuid(osd),
                CurrentEpoch = Map.Epoch - 1,
                NewestMap = Map.Epoch - 1,
            },
            ClusterAddresses = session.Addresses,
            Metadata = new SortedDictionary<string, string> { ["hostname"] = $"h{osd}" },
            Features = Features.Default,
        });
    }

    public IReadOnlyList<Message> Report(
        int reporter, int target, int seconds, OsdFailureFlags flags = OsdFailureFlags.Failed) =>
        Leader.Send(
            _sessions[reporter],
            new MOSDFailure(Map.Epoch, LoneLeader.Fsid, target, Map.Client.ClientAddresses[target], Map.Epoch, flags, seconds));

    public IReadOnlyList<int> Up => [.. Enumerable.Range(0, Map.Client.MaxOsd).Where(Map.IsUp)];

    public IReadOnlyList<int> In => [.. Enumerable.Range(0, Map.Client.MaxOsd).Where(Map.IsIn)];
}
