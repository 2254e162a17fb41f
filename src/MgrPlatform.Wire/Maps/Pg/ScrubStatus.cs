namespace MgrPlatform.Wire.Maps.Pg;

/// <summary>Where a placement group stands in its OSD's queue of scrubs.</summary>
public enum ScrubStatus : ushort
{
    Unknown = 0,
    NotQueued = 1,
    Active = 2,
    Scheduled = 3,
    Queued = 4,
    Blocked = 5,
}
