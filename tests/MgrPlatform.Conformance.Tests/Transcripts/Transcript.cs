using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace MgrPlatform.Conformance.Tests.Transcripts;

/// <summary>One conversation of plugin-sdk/protocol/transcripts, with its included parts put in their place.</summary>
internal sealed record Transcript(string Name, string Plugin, ImmutableArray<string> Languages, ImmutableArray<TranscriptLine> Lines)
{
    public static string Folder => Path.Combine(Repository.Root, "plugin-sdk", "protocol", "transcripts");

    public static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Folder, "*.jsonl").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    public static Transcript Load(string name)
    {
        var file = name + ".jsonl";
        var title = Parse(file).First().Content;
        return new Transcript(
            name,
            title["plugin"]?.GetValue<string>() ?? "conformance",
            [.. title["languages"]?.AsArray().Select(language => language!.GetValue<string>()) ?? []],
            [.. Flatten(file, skip: 1)]);
    }

    private static IEnumerable<TranscriptLine> Flatten(string file, int skip) =>
        Parse(file).Skip(skip).SelectMany(line => line.Content["include"] is { } part ? Flatten(part.GetValue<string>(), skip: 0) : [line]);

    private static IEnumerable<TranscriptLine> Parse(string file) =>
        File.ReadLines(Path.Combine(Folder, file)).Select((text, index) =>
            new TranscriptLine(file, index + 1, JsonNode.Parse(text)?.AsObject() ?? throw new FormatException($"{file}:{index + 1}: not an object")));
}
