namespace MgrPlatform.Wire.Frames;

/// <summary>The sizes that both directions of both modes agree on (msgr 2.1).</summary>
internal static class FrameLayout
{
    /// <summary>crc mode, after the segments: late status and the checksums of segments 1 to 3.</summary>
    public const int CrcEpilogue = 1 + (3 * sizeof(uint));

    /// <summary>secure mode: so much of segment 0 travels with the preamble.</summary>
    public const int InlineHead = 48;

    public const int SecurePreamble = FramePreamble.Size + InlineHead + FrameCipher.TagSize;

    public const int SecureEpilogue = FrameCipher.BlockSize;

    private const byte StatusMask = 0x0f;
    private const byte Aborted = 0x01;

    /// <summary>The sender meant all of the frame.</summary>
    public const byte Complete = 0x0e;

    public static int Pad(int length) => (length + FrameCipher.BlockSize - 1) & ~(FrameCipher.BlockSize - 1);

    /// <summary>Bytes after the inline head in secure mode: the rest of segment 0, then the other segments with the late status.</summary>
    public static int SecureRest(in FramePreamble preamble) => SecureHeadRest(preamble) + SecureTail(preamble);

    public static int SecureHeadRest(in FramePreamble preamble) =>
        preamble[0] > InlineHead ? Pad(preamble[0] - InlineHead) + FrameCipher.TagSize : 0;

    public static int SecureTail(in FramePreamble preamble) =>
        preamble.SegmentCount == 1
            ? 0
            : Pad(preamble[1]) + Pad(preamble[2]) + Pad(preamble[3]) + SecureEpilogue + FrameCipher.TagSize;

    /// <summary>Bytes after the preamble in crc mode.</summary>
    public static int CrcRest(in FramePreamble preamble) =>
        preamble.TotalLength + (preamble[0] > 0 ? sizeof(uint) : 0) + (preamble.SegmentCount > 1 ? CrcEpilogue : 0);

    /// <summary>False for a frame that its sender gave up halfway and that must be ignored.</summary>
    public static bool? IsComplete(byte lateStatus) => (lateStatus & StatusMask) switch
    {
        Complete => true,
        Aborted => false,
        _ => null,
    };
}
