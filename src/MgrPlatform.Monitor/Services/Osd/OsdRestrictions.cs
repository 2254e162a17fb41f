using MgrPlatform.Monitor.Services.Osd.Crush;
using MgrPlatform.Wire.Maps.Osd;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>What operators have forbidden: for the cluster, a bucket, a device class or a single OSD.</summary>
internal static class OsdRestrictions
{
    /// <summary>The bits that hold for an OSD, wherever they were set.</summary>
    public static OsdState FlagsOf(this OsdMap map, int osd)
    {
        var flags = map.StateOf(osd);
        if (map.Client.Crush is not { } crush)
        {
            return flags;
        }

        if (map.Daemons.CrushNodeFlags.Count > 0)
        {
            flags |= Node(map, osd);
            foreach (var bucket in crush.AncestorsOf(osd))
            {
                flags |= Node(map, bucket.Id);
            }
        }

        if (crush.ItemClasses.TryGetValue(osd, out var classId) && map.Daemons.DeviceClassFlags.TryGetValue(classId, out var ofClass))
        {
            flags |= (OsdState)ofClass;
        }

        return flags;
    }

    private static OsdState Node(OsdMap map, int id) => (OsdState)(map.Daemons.CrushNodeFlags.TryGetValue(id, out var flags) ? flags : 0);
}
