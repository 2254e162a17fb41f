using System.Globalization;
using MgrPlatform.DevCluster.Recording;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.DevCluster.Daemons;

/// <summary>What the recorded daemons told of themselves, made to fit another daemon.</summary>
public static class RecordedMetadata
{
    /// <summary>Addresses come from the daemon's own session.</summary>
    private static readonly string[] Dropped = ["id", "name", "addr", "back_addr", "front_addr", "hb_back_addr", "hb_front_addr"];

    public static IReadOnlyDictionary<string, string> OfOsd(int osd, string host, string data) => new Dictionary<string, string>(
        Of("osd_metadata", OsdLayout.Template(osd)))
    {
        ["hostname"] = host,
        ["osd_data"] = data,
    };

    /// <param name="index">Of two recorded ones.</param>
    public static IReadOnlyDictionary<string, string> OfMds(int index, string host) =>
        new Dictionary<string, string>(Of("mds_metadata", index)) { ["hostname"] = host };

    /// <summary>The host of an OSD of a cluster that is made anew: three hosts at least, so that copies can lie apart.</summary>
    public static string HostOf(int osd, int osds) => OsdLayout.HostName(osd % Math.Max(3, (osds + 3) / 4));

    internal static IReadOnlyDictionary<string, string> WithAddresses(IReadOnlyDictionary<string, string> metadata, EntityAddressVector addresses) =>
        new Dictionary<string, string>(metadata)
        {
            ["back_addr"] = addresses.ToString(),
            ["front_addr"] = addresses.ToString(),
            ["hb_back_addr"] = addresses.ToString(),
            ["hb_front_addr"] = addresses.ToString(),
        };

    private static Dictionary<string, string> Of(string file, int index)
    {
        var recorded = RecordedFiles.Json(RecordedFiles.Cluster, file).AsArray();
        return recorded[index % recorded.Count]!.AsObject()
            .Where(static field => !Dropped.Contains(field.Key))
            .ToDictionary(static field => field.Key, static field => Convert.ToString(field.Value!.AsValue().GetValue<object>(), CultureInfo.InvariantCulture)!);
    }
}
