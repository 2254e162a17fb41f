namespace MgrPlatform.Wire.Maps.Fs;

/// <summary>Settings of a file system that are on or off.</summary>
[Flags]
public enum MdsMapFlags : uint
{
    None = 0,
    NotJoinable = 1 << 0,
    AllowSnaps = 1 << 1,
    AllowMultimdsSnaps = 1 << 4,
    AllowStandbyReplay = 1 << 5,
    RefuseClientSession = 1 << 6,
    RefuseStandbyForAnotherFs = 1 << 7,
    BalanceAutomate = 1 << 8,
}
