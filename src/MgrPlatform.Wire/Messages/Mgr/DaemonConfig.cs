using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>A daemon's options that are not at their default, and those that it was given but ignores.</summary>
/// <param name="Values">By option and by level: 0 default, 1 monitor, 2 file, 3 environment, 4 command line, 5 override, 6 final.</param>
public sealed record DaemonConfig(
    IReadOnlyDictionary<string, OrderedDictionary<int, string>> Values, IReadOnlyDictionary<string, string> Ignored)
    : IWireType<DaemonConfig>
{
    private static readonly Codec<OrderedDictionary<int, string>> ByLevel = Codecs.Map(Codecs.Int32, Codecs.String);

    public static int MinimumSize => 8;

    public static DaemonConfig Decode(ref WireReader reader)
    {
        var values = reader.ReadMap(Codecs.String, ByLevel);
        var ignored = reader.ReadMap(Codecs.String, Codecs.String);
        return new DaemonConfig(values, ignored);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteMap(Values, Codecs.String, ByLevel);
        writer.WriteMap(Ignored, Codecs.String, Codecs.String);
    }
}
