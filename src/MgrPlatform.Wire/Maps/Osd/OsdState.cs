namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>What an OSD is. The same bits, set on a CRUSH node or a device class, hold for all OSDs there.</summary>
[Flags]
public enum OsdState : uint
{
    None = 0,
    Exists = 1 << 0,
    Up = 1 << 1,
    AutoOut = 1 << 2,
    New = 1 << 3,
    Full = 1 << 4,
    NearFull = 1 << 5,
    BackfillFull = 1 << 6,
    Destroyed = 1 << 7,
    NoUp = 1 << 8,
    NoDown = 1 << 9,
    NoIn = 1 << 10,
    NoOut = 1 << 11,
    Stop = 1 << 12,
}
