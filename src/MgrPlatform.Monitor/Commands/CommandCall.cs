using System.Buffers;
using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using MgrPlatform.Monitor.Sessions;

namespace MgrPlatform.Monitor.Commands;

/// <summary>A command that is to be done: who wants it, and with what.</summary>
/// <param name="Input">What was given with <c>-i</c>.</param>
public sealed record CommandCall(MonitorSession Session, CommandArguments Arguments, ReadOnlyMemory<byte> Input)
{
    private static readonly JsonWriterOptions Compact =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly JsonWriterOptions Pretty = Compact with { Indented = true, IndentSize = 4 };

    // Whoever compares bytes finds an end of line after these in Ceph, and none after the others.
    private static readonly FrozenSet<string> EndLines = FrozenSet.ToFrozenSet(
    [
        "status", "df", "node ls", "mon metadata", "mon versions", "mon count-metadata", "mon feature ls", "osd tree", "osd ls",
        "osd dump", "osd lspools", "osd pool get-quota", "osd crush dump", "osd erasure-code-profile ls", "fs dump", "fs ls", "fs get", "mds stat",
        "mds metadata",
    ]);

    /// <summary><c>plain</c> when the client asked for none.</summary>
    public string Format => Arguments.String("format", "plain");

    /// <summary>Whether text for people is wanted.</summary>
    public bool IsPlain => Format is not ("json" or "json-pretty" or "xml" or "xml-pretty");

    /// <summary>The answer as JSON, indented as the client wants it (commands that have no text form indent it by themselves).</summary>
    public CommandResult Json(Action<Utf8JsonWriter> write, string status = "", bool prettyByDefault = false, bool endsLine = false)
    {
        var output = new ArrayBufferWriter<byte>();
        var isPretty = Format == "json-pretty" || (IsPlain && prettyByDefault);
        using (var json = new Utf8JsonWriter(output, isPretty ? Pretty : Compact))
        {
            write(json);
        }

        if (isPretty || endsLine || EndLines.Contains(Arguments.Prefix))
        {
            output.Write("\n"u8);
        }

        return new CommandResult(0, status, output.WrittenMemory);
    }
}
