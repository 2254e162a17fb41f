using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Pg;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>The elements of the maps inside an OSD map, which its two forms share.</summary>
internal static class OsdMapCodecs
{
    public static readonly Codec<int[]> Osds = Codecs.List(Codecs.Int32);

    public static readonly Codec<(int From, int To)[]> OsdPairs = Codecs.List(Codecs.Pair(Codecs.Int32, Codecs.Int32));

    public static readonly Codec<OrderedDictionary<string, string>> Profile = Codecs.Map(Codecs.String, Codecs.String);

    public static readonly Codec<SnapInterval[]> Snaps = Codecs.List(Codecs.Of<SnapInterval>());

    public static readonly Codec<(uint Begin, uint End)> Interval = Codecs.Pair(Codecs.UInt32, Codecs.UInt32);
}
