using System.Text.Json.Nodes;

namespace MgrPlatform.DevCluster.Recording;

/// <summary>
/// A recorded moment at the size of this cluster. Made on first use and then only read; what changes is made from copies.
/// </summary>
internal sealed class Scene
{
    private readonly Lazy<JsonObject> _osdMap;
    private readonly Lazy<JsonObject> _pgMap;
    private readonly Lazy<JsonObject> _space;
    private readonly Lazy<JsonArray> _poolRates;
    private readonly Lazy<JsonObject> _serviceMap;
    private readonly Lazy<JsonObject> _health;

    public Scene(RecordedMoment moment, OsdLayout layout)
    {
        Moment = moment;
        Layout = layout;
        Figures = StatusFigures.Read(moment);
        _osdMap = new(() => OsdMapScaling.OsdMap(Read("osd_dump").AsObject(), layout));
        _pgMap = new(() =>
        {
            var pgMap = Read("pg_dump")["pg_map"]!.DeepClone().AsObject();
            PgScaling.AddPgs(pgMap, OsdMap, layout);
            PgScaling.AddOsds(pgMap, layout, Figures);
            return pgMap;
        });
        _space = new(() => PgScaling.Space(Read("df_detail").AsObject(), PgMap, layout, Figures));
        _poolRates = new(() => Read("osd_pool_stats").AsArray());
        _serviceMap = new(() => Read("service_dump").AsObject());
        _health = new(() => Read("health_detail")["checks"]!.DeepClone().AsObject());
    }

    public RecordedMoment Moment { get; }

    public OsdLayout Layout { get; }

    public StatusFigures Figures { get; }

    public JsonObject OsdMap => _osdMap.Value;

    /// <summary>Groups, pools and OSDs with their statistics, as <c>pg dump</c> gives them.</summary>
    public JsonObject PgMap => _pgMap.Value;

    /// <summary>What <c>df</c> shows.</summary>
    public JsonObject Space => _space.Value;

    /// <summary>Client and recovery rates of the pools.</summary>
    public JsonArray PoolRates => _poolRates.Value;

    public JsonObject ServiceMap => _serviceMap.Value;

    /// <summary>The recorded health checks by their code.</summary>
    public JsonObject HealthChecks => _health.Value;

    private JsonNode Read(string name) => RecordedFiles.Json(Moment.Name, name);
}
