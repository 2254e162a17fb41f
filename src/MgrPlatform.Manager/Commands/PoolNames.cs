using MgrPlatform.Wire.Maps.Osd;

namespace MgrPlatform.Manager.Commands;

/// <summary>Pools by name.</summary>
internal static class PoolNames
{
    public static long? Find(OsdMap map, string name)
    {
        foreach (var (id, known) in map.Client.PoolNames)
        {
            if (known == name)
            {
                return id;
            }
        }

        return null;
    }
}
