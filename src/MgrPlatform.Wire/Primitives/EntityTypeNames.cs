namespace MgrPlatform.Wire.Primitives;

/// <summary>Ceph's words for entity types.</summary>
public static class EntityTypeNames
{
    public static string ToName(this EntityType type) => type switch
    {
        EntityType.Monitor => "mon",
        EntityType.Mds => "mds",
        EntityType.Osd => "osd",
        EntityType.Client => "client",
        EntityType.Manager => "mgr",
        EntityType.Auth => "auth",
        _ => "unknown",
    };

    public static bool TryParse(ReadOnlySpan<char> name, out EntityType type)
    {
        type = name switch
        {
            "mon" => EntityType.Monitor,
            "mds" => EntityType.Mds,
            "osd" => EntityType.Osd,
            "client" => EntityType.Client,
            "mgr" => EntityType.Manager,
            "auth" => EntityType.Auth,
            _ => EntityType.None,
        };
        return type != EntityType.None;
    }
}
