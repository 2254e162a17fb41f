using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Auth;

/// <summary>The order in which Ceph lists entities: by the number of their type, then by name.</summary>
public sealed class EntityOrder : IComparer<EntityName>
{
    public static readonly EntityOrder Instance = new();

    private EntityOrder()
    {
    }

    public int Compare(EntityName x, EntityName y)
    {
        var byType = ((uint)x.Type).CompareTo((uint)y.Type);
        return byType != 0 ? byType : string.CompareOrdinal(x.Id, y.Id);
    }
}
