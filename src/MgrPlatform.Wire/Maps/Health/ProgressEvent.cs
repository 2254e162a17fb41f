using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Health;

/// <summary>Something long that is under way.</summary>
/// <param name="Message">With the bar drawn, over two lines.</param>
/// <param name="Progress">From 0 to 1.</param>
/// <param name="InStatus">Whether <c>ceph -s</c> shows it.</param>
public sealed record ProgressEvent(string Message, float Progress, bool InStatus) : IWireType<ProgressEvent>
{
    private const byte Version = 2;
    private const byte OldestReader = 1;

    public static int MinimumSize => 6;

    public static ProgressEvent Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version, Version);
        var message = reader.ReadString();
        var progress = reader.ReadSingle();
        var inStatus = reader.ReadBool();
        reader.EndStruct(scope);
        return new ProgressEvent(message, progress, inStatus);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, OldestReader);
        writer.WriteString(Message);
        writer.WriteSingle(Progress);
        writer.WriteBool(InStatus);
        writer.EndStruct(scope);
    }
}
