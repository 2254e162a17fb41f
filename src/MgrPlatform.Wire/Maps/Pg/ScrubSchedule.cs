using System.Globalization;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Pg;

/// <summary>When a placement group will be scrubbed, or for how long it has been at it. Sent since Quincy.</summary>
public sealed record ScrubSchedule(
    UTime ScheduledAt, int DurationSeconds, ScrubStatus Status, bool IsActive, bool IsDeep, bool IsPeriodic)
    : IWireType<ScrubSchedule>
{
    public static readonly ScrubSchedule Unknown = new(UTime.Zero, 0, ScrubStatus.Unknown, false, false, false);

    public static int MinimumSize => 17;

    public static ScrubSchedule Decode(ref WireReader reader)
    {
        var scheduledAt = reader.ReadUTime();
        var durationSeconds = reader.ReadInt32();
        var status = (ScrubStatus)reader.ReadUInt16();
        var isActive = reader.ReadBool();
        var isDeep = reader.ReadBool();
        var isPeriodic = reader.ReadBool();
        return new ScrubSchedule(scheduledAt, durationSeconds, status, isActive, isDeep, isPeriodic);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUTime(ScheduledAt);
        writer.WriteInt32(DurationSeconds);
        writer.WriteUInt16((ushort)Status);
        writer.WriteBool(IsActive);
        writer.WriteBool(IsDeep);
        writer.WriteBool(IsPeriodic);
    }

    /// <summary>As Ceph's JSON says it.</summary>
    public override string ToString()
    {
        var deep = IsDeep ? "deep " : "";
        if (IsActive)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{deep}scrubbing for {DurationSeconds}s");
        }

        return Status switch
        {
            ScrubStatus.NotQueued => "no scrub is scheduled",
            ScrubStatus.Scheduled => $"{(IsPeriodic ? "periodic" : "user requested")} {deep}scrub scheduled @ {ScheduledAt}",
            ScrubStatus.Queued => $"queued for {deep}scrub",
            ScrubStatus.Blocked => string.Create(CultureInfo.InvariantCulture, $"Blocked! locked objects (for {DurationSeconds}s)"),
            _ => "--",
        };
    }
}
