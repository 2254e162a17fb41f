namespace MgrPlatform.Wire.Maps.Fs;

/// <summary>What a metadata server is doing.</summary>
public enum MdsState
{
    Absent = 0,
    Stopped = -1,
    Boot = -4,
    Standby = -5,
    Creating = -6,
    Starting = -7,
    StandbyReplay = -8,
    OneshotReplay = -9,
    None = -10,
    Replay = 8,
    Resolve = 9,
    Reconnect = 10,
    Rejoin = 11,
    ClientReplay = 12,
    Active = 13,
    Stopping = 14,
    Damaged = 15,
}
