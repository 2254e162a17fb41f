namespace MgrPlatform.Wire.Maps.Quorum;

/// <summary>What a change does.</summary>
public enum StoreOperationKind : byte
{
    Put = 1,
    Erase = 2,
    Compact = 3,
    EraseRange = 4,
}
