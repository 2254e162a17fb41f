using System.Text.Json;
using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Wire.Tests;

/// <summary>One captured frame: the bytes on the wire and its plain text.</summary>
internal sealed record TranscriptFrame(FrameTag Tag, bool Sent, bool Secure, byte[] Raw, byte[][] Segments)
{
    public Frame Frame => new(Tag, Segment(0), Segment(1), Segment(2), Segment(3));

    public static TranscriptFrame Parse(JsonElement element) => new(
        Enum.Parse<FrameTag>(element.GetProperty("tag").GetString()!.Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
        element.GetProperty("dir").GetString() == ">",
        element.GetProperty("secure").GetBoolean(),
        Convert.FromHexString(element.GetProperty("raw").GetString()!),
        [.. element.GetProperty("segments").EnumerateArray().Select(segment => Convert.FromHexString(segment.GetString()!))]);

    private byte[] Segment(int index) => index < Segments.Length ? Segments[index] : [];
}
