using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Mgr;

/// <summary>The commands of a leader, as it tells them to its peons: first all texts, then all flags.</summary>
public sealed record MonCommandTable(IReadOnlyList<MonCommand> Commands) : IWireType<MonCommandTable>
{
    private const byte Version = 2;
    private const byte OldestReader = 1;
    private const int TextSize = 5 * sizeof(uint);

    public static int MinimumSize => 6;

    public static MonCommandTable Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version, Version);
        var count = reader.ReadUInt16();
        if (count > reader.Remaining / (TextSize + sizeof(ulong)))
        {
            throw new WireFormatException($"{count} commands where {reader.Remaining} bytes are left", reader.Position);
        }

        var commands = new MonCommand[count];
        for (var i = 0; i < count; i++)
        {
            commands[i] = MonCommand.DecodeText(ref reader);
        }

        for (var i = 0; i < count; i++)
        {
            commands[i] = commands[i] with { Flags = (MonCommandFlags)reader.ReadUInt64() };
        }

        reader.EndStruct(scope);
        return new MonCommandTable(commands);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, OldestReader);
        writer.WriteUInt16(checked((ushort)Commands.Count));
        foreach (var command in Commands)
        {
            command.EncodeText(writer);
        }

        foreach (var command in Commands)
        {
            writer.WriteUInt64((ulong)command.Flags);
        }

        writer.EndStruct(scope);
    }
}
