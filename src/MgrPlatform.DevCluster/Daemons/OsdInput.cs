using MgrPlatform.Wire.Maps.Osd;

namespace MgrPlatform.DevCluster.Daemons;

/// <summary>What a recorded OSD hears.</summary>
internal abstract record OsdInput
{
    private OsdInput()
    {
    }

    public sealed record MapSeen(OsdMap Map) : OsdInput;

    /// <summary>There is a session with a monitor again: what was sent to the one before may be lost.</summary>
    public sealed record SessionOpened : OsdInput;

    public sealed record TimePassed : OsdInput;

    public sealed record StopRequested : OsdInput;
}
