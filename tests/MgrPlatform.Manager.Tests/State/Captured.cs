using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Messages.Osd;

namespace MgrPlatform.Manager.Tests.State;

/// <summary>What real daemons of 16.2.15 sent, from tests/assets/vectors/wire.</summary>
internal static class Captured
{
    public static T Message<T>(string name)
        where T : Message, IMessage<T> =>
        (T)MessageCodec.Decode(T.KindOf.Type, T.KindOf.Version, 1, File.ReadAllBytes(PathOf($"{name}.front")));

    public static OsdMap OsdMap()
    {
        var message = Message<MOSDMap>("MOSDMap_mon_mon.a-0");
        var reader = new WireReader(message.Maps.Values.Single());
        return reader.Read<OsdMap>();
    }

    public static MonMap MonMap() => Message<MMonMap>("MMonMap_mon_mon.a-0").Map;

    public static JsonNode Golden(string name) => JsonNode.Parse(File.ReadAllBytes(PathOf($"golden_mon_{name}.json")))!;

    private static string PathOf(string file, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "../../assets/vectors/wire", file);
}
