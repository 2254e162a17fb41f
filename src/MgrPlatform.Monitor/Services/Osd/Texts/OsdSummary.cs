using System.Text.Json;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Osd.Texts;

/// <summary>How many OSDs there are, up and in, and since when: the line of <c>osd stat</c> and of <c>status</c>.</summary>
internal sealed class OsdSummary(OsdMap map, UTime now)
{
    private readonly int _count = Count(map, map.Exists);
    private readonly int _up = Count(map, map.IsUp);
    private readonly int _in = Count(map, map.IsIn);

    // Groups that others serve than CRUSH chose.
    private readonly int _remapped = map.Client.PgTemp.Count;

    public string ToLine(bool withEpoch)
    {
        var up = Since(map.Client.LastUpChange);
        var line = $"{_count} osds: {_up} up{up}, {_in} in{Since(map.Client.LastInChange)}";
        return line + (withEpoch ? $"; epoch: e{map.Epoch}" : "") + (_remapped > 0 ? $"; {_remapped} remapped pgs" : "");
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("epoch", map.Epoch);
        json.WriteNumber("num_osds", _count);
        json.WriteNumber("num_up_osds", _up);
        json.WriteNumber("osd_up_since", map.Client.LastUpChange.Seconds);
        json.WriteNumber("num_in_osds", _in);
        json.WriteNumber("osd_in_since", map.Client.LastInChange.Seconds);
        json.WriteNumber("num_remapped_pgs", _remapped);
        json.WriteEndObject();
    }

    private string Since(UTime time) => time.IsZero ? "" : $" (since {CephAge.Since(time, now)})";

    private static int Count(OsdMap map, Func<int, bool> wanted) => Enumerable.Range(0, map.Client.MaxOsd).Count(wanted);
}
