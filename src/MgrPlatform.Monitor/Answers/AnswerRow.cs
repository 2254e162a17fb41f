using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Monitor.Answers;

/// <summary>What one commit answers, as it is stored with it.</summary>
/// <param name="First">The first row that is still kept: what is older was erased by this commit or an earlier one.</param>
internal sealed record AnswerRow(ulong First, IReadOnlyList<RecordedAnswer> Answers) : IWireType<AnswerRow>
{
    private const byte Version = 1;

    public static int MinimumSize => sizeof(ulong) + sizeof(uint);

    public static AnswerRow Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var row = new AnswerRow(reader.ReadUInt64(), reader.ReadList<RecordedAnswer>());
        reader.EndStruct(scope);
        return row;
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteUInt64(First);
        writer.WriteList([.. Answers]);
        writer.EndStruct(scope);
    }
}
