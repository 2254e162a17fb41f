using System.Text.Json.Nodes;

namespace MgrPlatform.DevCluster.Recording;

/// <summary>The recorded OSD map and CRUSH map with copies of their OSDs added.</summary>
internal static class OsdMapScaling
{
    private const int DataPool = 3;
    private const int MostPgs = 4096;
    private const int CrushWeight = 65; // Of one recorded OSD, in 1/65536.
    private static readonly string[] AddressFields = ["public", "cluster", "heartbeat_back", "heartbeat_front"];

    public static JsonObject OsdMap(JsonObject recorded, OsdLayout layout)
    {
        var osds = recorded["osds"]!.AsArray();
        var extra = recorded["osd_xinfo"]!.AsArray();
        for (var osd = OsdLayout.Recorded; osd < layout.Count; osd++)
        {
            osds.Add(Copy(osds[OsdLayout.Template(osd)]!.AsObject(), osd));
            var info = extra[OsdLayout.Template(osd)]!.DeepClone();
            info["osd"] = osd;
            extra.Add(info);
        }

        recorded["max_osd"] = layout.Count;
        foreach (var pool in recorded["pools"]!.AsArray())
        {
            if (pool!["pool"]!.Int() == DataPool && layout.Count > OsdLayout.Recorded)
            {
                // At least one group for each copy, beside the recorded ones.
                var pgs = PgsFor(pool["pg_num"]!.Int() + layout.Count - OsdLayout.Recorded);
                foreach (var field in (string[])["pg_num", "pg_placement_num", "pg_placement_num_target", "pg_num_target", "pg_num_pending"])
                {
                    pool[field] = pgs;
                }
            }
        }

        return recorded;
    }

    public static JsonObject Crush(JsonObject recorded, OsdLayout layout)
    {
        var buckets = recorded["buckets"]!.AsArray();
        for (var osd = OsdLayout.Recorded; osd < layout.Count; osd++)
        {
            recorded["devices"]!.AsArray().Add(new JsonObject { ["id"] = osd, ["name"] = $"osd.{osd}", ["class"] = "hdd" });
        }

        for (var host = 0; host < layout.CopyHosts; host++)
        {
            var osds = layout.OsdsOf(host).ToArray();

            // A bucket and its shadow for the one device class, numbered down from the recorded ones.
            foreach (var (root, id, name) in new[] { (0, -5 - (2 * host), ""), (1, -6 - (2 * host), "~hdd") })
            {
                var parent = buckets[root]!;
                buckets.Add(new JsonObject
                {
                    ["id"] = id,
                    ["name"] = OsdLayout.HostName(host) + name,
                    ["type_id"] = 1,
                    ["type_name"] = "host",
                    ["weight"] = osds.Length * CrushWeight,
                    ["alg"] = "straw2",
                    ["hash"] = "rjenkins1",
                    ["items"] = new JsonArray(
                        [.. osds.Select((osd, at) => new JsonObject { ["id"] = osd, ["weight"] = CrushWeight, ["pos"] = at })]),
                });
                parent["weight"] = parent["weight"]!.Int() + (osds.Length * CrushWeight);
                parent["items"]!.AsArray().Add(new JsonObject { ["id"] = id, ["weight"] = osds.Length * CrushWeight, ["pos"] = host + 1 });
            }
        }

        return recorded;
    }

    private static int PgsFor(int least)
    {
        var pgs = 1;
        while (pgs < least && pgs < MostPgs)
        {
            pgs *= 2;
        }

        return pgs;
    }

    private static JsonNode Copy(JsonObject template, int osd)
    {
        var copy = template.DeepClone();
        copy["osd"] = osd;
        copy["uuid"] = new Guid(osd, 0x0c3b, 0x4e5f, 0x8a, 0x11, 0x6d, 0x67, 0x72, 0x70, 0, 1).ToString();
        copy["weight"] = FloatFields.Float(1);
        copy["primary_affinity"] = FloatFields.Float(1);
        var (address, nonce) = (OsdLayout.Address(osd), OsdLayout.Nonce(osd));
        for (var i = 0; i < AddressFields.Length; i++)
        {
            var port = OsdLayout.Port(osd) + (2 * i);
            copy[AddressFields[i] + "_addrs"] = new JsonObject
            {
                ["addrvec"] = new JsonArray(
                    new JsonObject { ["type"] = "v2", ["addr"] = $"{address}:{port}", ["nonce"] = nonce },
                    new JsonObject { ["type"] = "v1", ["addr"] = $"{address}:{port + 1}", ["nonce"] = nonce }),
            };
            copy[AddressFields[i] + "_addr"] = $"{address}:{port + 1}/{nonce}";
        }

        return copy;
    }
}
