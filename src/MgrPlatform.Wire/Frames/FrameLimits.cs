namespace MgrPlatform.Wire.Frames;

/// <summary>How large a frame a peer may announce. Checked on the preamble, before anything is stored.</summary>
/// <param name="Frame">Bytes in all segments together.</param>
public sealed record FrameLimits(int Frame)
{
    /// <summary>Before a peer has proved who it is. The largest frame seen there is an AUTH_DONE of 1.6 KiB.</summary>
    public static readonly FrameLimits Handshake = new(64 * 1024);

    /// <summary>After that. Ceph's own limit for a message is 100 MiB of data, and an OSDMap of a large cluster is some MiB.</summary>
    public static readonly FrameLimits Session = new(128 * 1024 * 1024);
}
