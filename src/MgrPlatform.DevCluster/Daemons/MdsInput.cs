using MgrPlatform.Wire.Maps.Fs;

namespace MgrPlatform.DevCluster.Daemons;

/// <summary>What a recorded metadata server hears.</summary>
internal abstract record MdsInput
{
    private MdsInput()
    {
    }

    /// <summary>The map of its file system, or of none with at most itself in it.</summary>
    public sealed record MapSeen(MdsMap Map) : MdsInput;

    public sealed record SessionOpened : MdsInput;

    /// <summary>The monitors know this beacon.</summary>
    public sealed record Acknowledged(ulong Sequence) : MdsInput;

    public sealed record TimePassed : MdsInput;

    public sealed record StopRequested : MdsInput;
}
