using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>More of an OSD's history.</summary>
/// <param name="LaggyProbability">A fraction of 0xffffffff.</param>
/// <param name="OldWeight">What it weighed before it was marked out by itself.</param>
public sealed record OsdExtraInfo(
    UTime DownStamp,
    uint LaggyProbability,
    uint LaggyInterval,
    Features Features,
    uint OldWeight,
    UTime LastPurgedSnapsScrub,
    uint DeadEpoch) : IWireType<OsdExtraInfo>
{
    private const byte Version = 4;
    private const byte OldestReader = 1;

    public static readonly OsdExtraInfo None = new(UTime.Zero, 0, 0, Features.None, 0, UTime.Zero, 0);

    public static int MinimumSize => 6;

    public static OsdExtraInfo Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version, Version);
        var downStamp = reader.ReadUTime();
        var laggyProbability = reader.ReadUInt32();
        var laggyInterval = reader.ReadUInt32();
        var features = (Features)reader.ReadUInt64();
        var oldWeight = reader.ReadUInt32();
        var lastPurgedSnapsScrub = reader.ReadUTime();
        var deadEpoch = reader.ReadUInt32();
        reader.EndStruct(scope);
        return new OsdExtraInfo(downStamp, laggyProbability, laggyInterval, features, oldWeight, lastPurgedSnapsScrub, deadEpoch);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, OldestReader);
        writer.WriteUTime(DownStamp);
        writer.WriteUInt32(LaggyProbability);
        writer.WriteUInt32(LaggyInterval);
        writer.WriteUInt64((ulong)Features);
        writer.WriteUInt32(OldWeight);
        writer.WriteUTime(LastPurgedSnapsScrub);
        writer.WriteUInt32(DeadEpoch);
        writer.EndStruct(scope);
    }
}
