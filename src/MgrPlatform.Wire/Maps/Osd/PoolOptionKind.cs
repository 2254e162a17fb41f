namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>What a pool's option holds.</summary>
public enum PoolOptionKind
{
    Text = 0,
    Integer = 1,
    Real = 2,
}
