using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Mgr;

/// <summary>A command as its daemon declares it to the monitors.</summary>
/// <param name="Signature">Words and parameters: <c>fs status name=fs,type=CephString,req=false</c>.</param>
/// <param name="Permissions"><c>r</c>, <c>rw</c>, <c>rx</c>, …</param>
/// <param name="Availability">A leftover; all write <c>cli,rest</c>.</param>
public sealed record MonCommand(
    string Signature, string Help, string Module, string Permissions, string Availability, MonCommandFlags Flags)
    : IWireType<MonCommand>
{
    public const string Everywhere = "cli,rest";
    private const byte Version = 1;

    public static int MinimumSize => 6;

    public static MonCommand Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var command = DecodeText(ref reader);
        var flags = (MonCommandFlags)reader.ReadUInt64();
        reader.EndStruct(scope);
        return command with { Flags = flags };
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        EncodeText(writer);
        writer.WriteUInt64((ulong)Flags);
        writer.EndStruct(scope);
    }

    /// <summary>The five texts alone, as they stand in a <see cref="MonCommandTable"/>.</summary>
    internal static MonCommand DecodeText(ref WireReader reader)
    {
        var signature = reader.ReadString();
        var help = reader.ReadString();
        var module = reader.ReadString();
        var permissions = reader.ReadString();
        var availability = reader.ReadString();
        return new MonCommand(signature, help, module, permissions, availability, MonCommandFlags.None);
    }

    internal void EncodeText(WireWriter writer)
    {
        writer.WriteString(Signature);
        writer.WriteString(Help);
        writer.WriteString(Module);
        writer.WriteString(Permissions);
        writer.WriteString(Availability);
    }
}
