namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>What a hit set is made of.</summary>
public enum HitSetKind : byte
{
    None = 0,
    ExplicitHash = 1,
    ExplicitObject = 2,
    Bloom = 3,
}
