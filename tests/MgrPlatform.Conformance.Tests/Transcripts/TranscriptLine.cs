using System.Text.Json.Nodes;

namespace MgrPlatform.Conformance.Tests.Transcripts;

/// <summary>One line of a transcript, and where it stands.</summary>
internal sealed record TranscriptLine(string File, int Number, JsonObject Content)
{
    public string Place => $"{File}:{Number}";

    public bool IsOf(string side) => Content["from"]?.GetValue<string>() == side;
}
