using System.Globalization;
using System.Text.Json;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Pg;

/// <summary>
/// How long an OSD's heartbeats to another one take. Every report has one for each peer, so they lie in their list and are no objects.
/// </summary>
/// <param name="LastUpdate">Seconds since 1970.</param>
/// <param name="Front">All zero when there is one network only.</param>
public readonly record struct OsdPing(int Osd, uint LastUpdate, PingTimes Back, PingTimes Front) : IWireType<OsdPing>
{
    public static int MinimumSize => 8 + (2 * PingTimes.MinimumSize);

    public static OsdPing Decode(ref WireReader reader)
    {
        var osd = reader.ReadInt32();
        var lastUpdate = reader.ReadUInt32();
        var back = reader.Read<PingTimes>();
        var front = reader.Read<PingTimes>();
        return new OsdPing(osd, lastUpdate, back, front);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteInt32(Osd);
        writer.WriteUInt32(LastUpdate);
        writer.Write(Back);
        writer.Write(Front);
    }

    internal void Dump(Utf8JsonWriter json)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(LastUpdate);
        json.WriteStartObject();
        json.WriteNumber("osd", Osd);
        json.WriteString(
            "last update",
            string.Create(CultureInfo.InvariantCulture, $"{time:ddd MMM} {time.Day,2} {time:HH:mm:ss yyyy}"));
        json.WriteStartArray("interfaces");
        Back.Dump(json, "back");
        if (Front.Average[0] != 0)
        {
            Front.Dump(json, "front");
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
