namespace MgrPlatform.Wire.Maps.Crush;

/// <summary>What a step of a rule does.</summary>
public enum CrushOperation : uint
{
    None = 0,
    Take = 1,
    ChooseFirst = 2,
    ChooseIndependent = 3,
    Emit = 4,
    ChooseLeafFirst = 6,
    ChooseLeafIndependent = 7,
    SetChooseTries = 8,
    SetChooseLeafTries = 9,
    SetChooseLocalTries = 10,
    SetChooseLocalFallbackTries = 11,
    SetChooseLeafVaryR = 12,
    SetChooseLeafStable = 13,
}
