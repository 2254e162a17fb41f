using System.Text.Json;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Pg.Documents;

/// <summary>What goes on in a pool, as <c>ceph osd pool stats</c> and the document of that name show it.</summary>
public static class PoolRates
{
    public static void Write(Utf8JsonWriter json, PgMapSnapshot map, long id)
    {
        var traffic = TrafficOf(map, id);
        json.WriteStartObject();
        json.WriteString("pool_name", NameOf(map.OsdMap, id));
        json.WriteNumber("pool_id", id);
        json.WriteStartObject("recovery");
        if (map.PoolOf(id) is { } pool)
        {
            PgTraffic.WriteShares(json, pool.Sum.Stats);
        }

        json.WriteEndObject();
        json.WriteStartObject("recovery_rate");
        traffic.WriteRecovery(json);
        json.WriteEndObject();
        json.WriteStartObject("client_io_rate");
        traffic.WriteClients(json);
        json.WriteEndObject();
        if (IsTier(map, id))
        {
            json.WriteStartObject("cache_io_rate");
            traffic.WriteCache(json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    public static string Text(PgMapSnapshot map, long id)
    {
        var traffic = TrafficOf(map, id);
        List<string> lines = map.PoolOf(id) is { } pool ? [.. PgTraffic.ShareTexts(pool.Sum.Stats)] : [];
        Add("recovery io ", traffic.RecoveryText());
        Add("client io ", traffic.ClientText());
        Add("cache tier io ", IsTier(map, id) ? traffic.CacheText() : "");
        if (lines.Count == 0)
        {
            lines.Add("nothing is going on");
        }

        return $"pool {NameOf(map.OsdMap, id)} id {id}\n{string.Concat(lines.Select(static line => $"  {line}\n"))}\n";

        void Add(string what, string text)
        {
            if (text.Length > 0)
            {
                lines.Add(what + text);
            }
        }
    }

    internal static string NameOf(OsdMap map, long pool) => map.Client.PoolNames.TryGetValue(pool, out var name) ? name : "";

    private static bool IsTier(PgMapSnapshot map, long id) =>
        map.OsdMap.Client.Pools.TryGetValue(id, out var pool) && pool.TierOf >= 0;

    private static PgTraffic TrafficOf(PgMapSnapshot map, long id) =>
        map.PoolOf(id) is { Delta: { } delta } pool
            ? new PgTraffic(delta.Delta, pool.DeltaDuration)
            : new PgTraffic(PoolStat.Zero, UTime.Zero);
}
