using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Messages.Osd;

namespace MgrPlatform.Client.Monitors;

/// <summary>
/// Keeps the OSD map up to date from whole maps and changes. Each map that changes have made is proved by the checksum that the monitors
/// announced; one that does not fit is thrown away, and the whole map is asked for.
/// </summary>
public sealed class OsdMapFollower
{
    /// <summary>Null until there is one.</summary>
    public OsdMap? Map { get; private set; }

    /// <summary>What came does not connect to what we have: subscribe from 0 again.</summary>
    public bool NeedsWhole { get; private set; }

    /// <summary>The maps that a message brings, oldest first; empty when they are known already.</summary>
    /// <exception cref="WireFormatException">The peer breaks the format.</exception>
    public IReadOnlyList<(OsdMap Map, bool IsWhole)> Take(MOSDMap message)
    {
        List<(OsdMap, bool)> taken = [];
        NeedsWhole = false;
        while (!NeedsWhole && TryNext(message, out var next, out var isWhole))
        {
            Map = next;
            taken.Add((next, isWhole));
        }

        var last = Math.Max(Last(message.Maps), Last(message.Incrementals));
        NeedsWhole |= last > (Map?.Epoch ?? 0);
        return taken;
    }

    private bool TryNext(MOSDMap message, out OsdMap next, out bool isWhole)
    {
        isWhole = false;
        if (Map is { } map && message.Incrementals.TryGetValue(map.Epoch + 1, out var changes))
        {
            var incremental = Decode<OsdMapIncremental>(changes);
            next = OsdMapUpdate.Apply(map, incremental);
            if (incremental.Client.FullMap.Length > 0 || OsdMapUpdate.Verify(next, incremental))
            {
                return true;
            }

            NeedsWhole = true;
        }

        // The next epoch as a whole map, or one further on when those between are missing.
        var from = NeedsWhole ? Map!.Epoch : Map?.Epoch ?? 0;
        var epoch = message.Maps.Keys.Where(candidate => candidate > from).DefaultIfEmpty().Min();
        if (epoch == 0)
        {
            next = null!;
            return false;
        }

        NeedsWhole = false;
        next = Decode<OsdMap>(message.Maps[epoch]);
        isWhole = Map is null || epoch != Map.Epoch + 1;
        return true;
    }

    private static T Decode<T>(byte[] bytes)
        where T : IWireType<T>
    {
        var reader = new WireReader(bytes);
        return reader.Read<T>();
    }

    private static uint Last(IReadOnlyDictionary<uint, byte[]> byEpoch) => byEpoch.Keys.DefaultIfEmpty().Max();
}
