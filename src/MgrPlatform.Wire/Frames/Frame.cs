namespace MgrPlatform.Wire.Frames;

/// <summary>One frame, checked and in plain text. All but messages have only a head.</summary>
/// <param name="Head">Segment 0: a control frame's payload, or a message's header.</param>
/// <param name="Front">Segment 1: a message's encoded fields.</param>
/// <param name="Middle">Segment 2, hardly used.</param>
/// <param name="Data">Segment 3: bulk data.</param>
public readonly record struct Frame(
    FrameTag Tag,
    ReadOnlyMemory<byte> Head,
    ReadOnlyMemory<byte> Front = default,
    ReadOnlyMemory<byte> Middle = default,
    ReadOnlyMemory<byte> Data = default)
{
    public const int SegmentLimit = 4;

    /// <summary>Segments in use: empty ones at the end are not sent, but the first always is.</summary>
    public int SegmentCount => Data.Length > 0 ? 4 : Middle.Length > 0 ? 3 : Front.Length > 0 ? 2 : 1;

    public ReadOnlyMemory<byte> Segment(int index) => index switch
    {
        0 => Head,
        1 => Front,
        2 => Middle,
        3 => Data,
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };
}
