using System.Net;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Benchmarks.Maps;

/// <summary>
/// A real cluster's OSD map, grown: each OSD is a copy of one of the real ones at an address of its own, on a host of 25.
/// </summary>
internal static class LargeOsdMap
{
    private const int OsdsOnAHost = 25;
    private const int HostType = 1;

    public static OsdMap Grow(OsdMap real, int osds)
    {
        var client = real.Client;
        var daemons = real.Daemons;
        return real with
        {
            Client = client with
            {
                MaxOsd = osds,
                OsdStates = Repeat(client.OsdStates, osds),
                OsdWeights = Repeat(client.OsdWeights, osds),
                PrimaryAffinity = Repeat(client.PrimaryAffinity, osds),
                ClientAddresses = Addresses(client.ClientAddresses, osds, 0),
                Crush = Grow(client.Crush!, osds),
            },
            Daemons = daemons with
            {
                HeartbeatBackAddresses = Addresses(daemons.HeartbeatBackAddresses, osds, 2),
                HeartbeatFrontAddresses = Addresses(daemons.HeartbeatFrontAddresses, osds, 4),
                ClusterAddresses = Addresses(daemons.ClusterAddresses, osds, 6),
                Infos = Repeat(daemons.Infos, osds),
                Uuids = [.. Enumerable.Range(0, osds).Select(static osd => new Guid(osd, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10))],
                ExtraInfos = Repeat(daemons.ExtraInfos, osds),
            },
        };
    }

    public static OsdMap Read(string file) => new WireReader(File.ReadAllBytes(file)).Read<OsdMap>();

    private static CrushMap Grow(CrushMap crush, int osds)
    {
        var model = crush.Buckets.First(static bucket => bucket is { Type: HostType })!;
        var hosts = Enumerable.Range(0, (osds + OsdsOnAHost - 1) / OsdsOnAHost).Select(host =>
        {
            var items = Enumerable.Range(host * OsdsOnAHost, Math.Min(OsdsOnAHost, osds - (host * OsdsOnAHost))).ToArray();
            return model with
            {
                Id = -1 - crush.Buckets.Count - host,
                Items = items,
                Weights = [.. items.Select(static _ => 0x10000u)],
                Weight = 0x10000u * (uint)items.Length,
            };
        }).ToArray();
        var names = new OrderedDictionary<int, string>(crush.ItemNames);
        foreach (var (index, host) in hosts.Index())
        {
            names[host.Id] = $"host{index}";
        }

        foreach (var osd in Enumerable.Range(0, osds))
        {
            names[osd] = $"osd.{osd}";
        }

        return crush with
        {
            MaxDevices = osds,
            Buckets = [.. crush.Buckets, .. hosts],
            ItemNames = names,
            ItemClasses =
                new OrderedDictionary<int, int>(Enumerable.Range(0, osds).Select(osd => KeyValuePair.Create(osd, crush.ItemClasses[0]))),
        };
    }

    private static T[] Repeat<T>(IReadOnlyList<T> real, int count) =>
        real.Count == 0 ? [] : [.. Enumerable.Range(0, count).Select(osd => real[osd % real.Count])];

    private static EntityAddressVector[] Addresses(IReadOnlyList<EntityAddressVector> real, int osds, int offset) =>
    [
        .. Enumerable.Range(0, osds).Select(osd => new EntityAddressVector(
            [.. real[osd % real.Count].Addresses.Select((address, index) => At(address, osd, offset + index))])),
    ];

    private static EntityAddress At(EntityAddress address, int osd, int offset)
    {
        var host = osd / OsdsOnAHost;
        var port = 6800 + (osd % OsdsOnAHost * 8) + offset;
        return address with
        {
            EndPoint = new IPEndPoint(new IPAddress([10, 1, (byte)(host / 250), (byte)(1 + (host % 250))]), port),
            Nonce = (uint)osd,
        };
    }
}
