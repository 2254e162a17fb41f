using System.Globalization;
using System.Text.Json;
using MgrPlatform.Monitor.Services.Status;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Fs;
using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Maps.Service;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Tests.Services;

/// <summary>What a real monitor had and said at one moment; see tests/assets/moments.</summary>
internal sealed class Moment
{
    private readonly string _folder;

    public Moment(string name)
    {
        _folder = Path.Combine(AppContext.BaseDirectory, "moments", name);
        OsdMap = Read<OsdMap>("osdmap.bin");
        FsMap = Read<FsMap>("mdsmap.bin");
        MgrMap = Read<MgrMap>("mgr.bin");
        var reader = new WireReader(File.ReadAllBytes(Path.Combine(_folder, "mgrstat.bin")));
        Digest = reader.Read<PgMapDigest>();
        Services = reader.Read<ServiceMap>();
        Progress = reader.ReadMap(Codecs.String, Codecs.Of<ProgressEvent>());
        var seconds = double.Parse(Text("now"), CultureInfo.InvariantCulture);
        Now = UTime.From(DateTimeOffset.UnixEpoch.AddSeconds(seconds));
    }

    public static TheoryData<string> Names => ["degraded", "traffic"];

    public OsdMap OsdMap { get; }

    public FsMap FsMap { get; }

    public MgrMap MgrMap { get; }

    public PgMapDigest Digest { get; }

    public ServiceMap Services { get; }

    public IReadOnlyDictionary<string, ProgressEvent> Progress { get; }

    public UTime Now { get; }

    /// <summary>The input of <c>status</c>; health is taken from the recording, for another service makes it.</summary>
    public ClusterStatus Status()
    {
        var recorded = Json("status.json");
        var health = recorded.GetProperty("health");
        return new ClusterStatus
        {
            Fsid = OsdMap.Client.Fsid,
            Now = Now,
            HealthName = health.GetProperty("status").GetString()!,
            HealthSummaries = [.. health.GetProperty("checks")
                .EnumerateObject()
                .Select(static check => check.Value.GetProperty("summary").GetProperty("message").GetString()!)],
            WriteHealth = health.WriteTo,
            ElectionEpoch = recorded.GetProperty("election_epoch").GetUInt32(),
            Quorum = [0],
            QuorumNames = ["a"],
            QuorumAge = TimeSpan.FromSeconds(recorded.GetProperty("quorum_age").GetInt32()),
            Monitors = ["a"],
            MonMapEpoch = 1,
            MinMonRelease = "pacific",
            MgrMap = MgrMap,
            OsdMap = OsdMap,
            FsMap = FsMap,
            Digest = Digest,
            Services = Services,
            Progress = Progress,
        };
    }

    public string Text(string file) => File.ReadAllText(Path.Combine(_folder, file));

    public JsonElement Json(string file) => JsonDocument.Parse(Text(file)).RootElement;

    private T Read<T>(string file)
        where T : IWireType<T> =>
        new WireReader(File.ReadAllBytes(Path.Combine(_folder, file))).Read<T>();
}
