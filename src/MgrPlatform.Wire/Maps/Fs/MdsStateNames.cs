namespace MgrPlatform.Wire.Maps.Fs;

/// <summary>Ceph's words for what a metadata server is doing.</summary>
public static class MdsStateNames
{
    public static string ToName(this MdsState state) => state switch
    {
        MdsState.Absent => "down:dne",
        MdsState.Stopped => "down:stopped",
        MdsState.Damaged => "down:damaged",
        MdsState.Boot => "up:boot",
        MdsState.Standby => "up:standby",
        MdsState.StandbyReplay => "up:standby-replay",
        MdsState.OneshotReplay => "up:oneshot-replay",
        MdsState.Creating => "up:creating",
        MdsState.Starting => "up:starting",
        MdsState.Replay => "up:replay",
        MdsState.Resolve => "up:resolve",
        MdsState.Reconnect => "up:reconnect",
        MdsState.Rejoin => "up:rejoin",
        MdsState.ClientReplay => "up:clientreplay",
        MdsState.Active => "up:active",
        MdsState.Stopping => "up:stopping",
        MdsState.None => "null",
        _ => "???",
    };
}
