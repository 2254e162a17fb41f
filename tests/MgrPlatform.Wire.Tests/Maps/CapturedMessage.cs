using System.Globalization;
using MgrPlatform.Wire.Messages;

namespace MgrPlatform.Wire.Tests.Maps;

/// <summary>A message of the vectors: its segments, and what its header said.</summary>
internal sealed record CapturedMessage(string Name, MessageType Type, ushort Version, ushort OldestReader, byte[] Front, byte[] Data)
{
    private static readonly Lazy<CapturedMessage[]> Every =
        new(() => [.. Enc(), .. Releases(), .. Wire(), .. Sniffed("quorum"), .. Sniffed("osds")]);

    public static IReadOnlyList<CapturedMessage> All => Every.Value;

    public static CapturedMessage Of(string file) => All.First(message => message.Name == file);

    public Message Decode() => Decode(Front, Data);

    public Message Decode(byte[] front, byte[] data) => MessageCodec.Decode(Type, Version, OldestReader, front, default, data);

    private static IEnumerable<CapturedMessage> Enc() =>
        from columns in Rows("enc/index.tsv")
        where columns[5] == "front"
        select new CapturedMessage(
            $"enc/{columns[0]}", ToType(columns[2]), ToNumber(columns[3]), ToNumber(columns[4]),
            Vectors.Bytes($"enc/{columns[0]}.bin"), DataOf($"enc/{columns[0]}.data"));

    private static IEnumerable<CapturedMessage> Releases() =>
        from columns in Rows("releases/index.tsv")
        where columns[6] == "front"
        let versions = columns[4].Split('/')
        select new CapturedMessage(
            $"releases/{columns[0]}", ToType(columns[2]), ToNumber(versions[0]), ToNumber(versions[1]),
            Vectors.Bytes($"releases/{columns[0]}"), DataOf($"releases/{Path.ChangeExtension(columns[0], "data")}"));

    private static IEnumerable<CapturedMessage> Wire() =>
        from columns in Rows("wire/index.tsv")
        where columns[6] == "front" && File.Exists(Vectors.PathOf($"wire/{columns[0]}"))
        select new CapturedMessage(
            $"wire/{columns[0]}", ToType(columns[1]), ToNumber(columns[3]), ToNumber(columns[4]),
            Vectors.Bytes($"wire/{columns[0]}"), DataOf($"wire/{Path.ChangeExtension(columns[0], "data")}"));

    private static IEnumerable<CapturedMessage> Sniffed(string folder) =>
        from columns in Rows($"{folder}/index.tsv")
        select new CapturedMessage(
            $"{folder}/{columns[0]}", ToType(columns[1]), ToNumber(columns[2]), ToNumber(columns[3]),
            Vectors.Bytes($"{folder}/{columns[0]}"), DataOf($"{folder}/{Path.ChangeExtension(columns[0], "data")}"));

    private static IEnumerable<string[]> Rows(string index) =>
        File.ReadLines(Vectors.PathOf(index)).Skip(1).Select(static line => line.Split('\t'));

    private static byte[] DataOf(string name) => File.Exists(Vectors.PathOf(name)) ? Vectors.Bytes(name) : [];

    private static MessageType ToType(string hex) =>
        (MessageType)ushort.Parse(hex.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static ushort ToNumber(string text) => ushort.Parse(text, CultureInfo.InvariantCulture);
}
