namespace MgrPlatform.Wire.Maps.Crush;

/// <summary>How a bucket chooses among its items.</summary>
public enum CrushAlgorithm : byte
{
    None = 0,
    Uniform = 1,
    List = 2,
    Tree = 3,
    Straw = 4,
    Straw2 = 5,
}
