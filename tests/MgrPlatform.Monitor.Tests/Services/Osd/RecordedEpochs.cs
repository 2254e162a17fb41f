using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Osd;

namespace MgrPlatform.Monitor.Tests.Services.Osd;

/// <summary>The first whole OSD maps of a real 16.2.15 cluster; the element at 0 is of epoch 1.</summary>
internal static class RecordedEpochs
{
    public static IReadOnlyList<byte[]> Bytes { get; } = Read();

    public static IReadOnlyList<OsdMap> Maps { get; } = [.. Bytes.Select(static bytes => new WireReader(bytes).Read<OsdMap>())];

    private static List<byte[]> Read()
    {
        List<byte[]> maps = [];
        var reader = new WireReader(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors/osdmaps/16.2.15-first-epochs.bin")));
        while (!reader.AtEnd)
        {
            maps.Add(reader.ReadBlob());
        }

        return maps;
    }
}
