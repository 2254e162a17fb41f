using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.DevCluster.Daemons;

/// <summary>What a recorded OSD does.</summary>
internal abstract record OsdEffect
{
    private OsdEffect()
    {
    }

    /// <summary>Asks to be marked up.</summary>
    public sealed record Boot(uint Epoch) : OsdEffect;

    /// <summary>Asks to be marked down, for it stops.</summary>
    public sealed record MarkMeDown(uint Epoch) : OsdEffect;

    public sealed record Beacon(uint Epoch) : OsdEffect;

    /// <summary>A group that was to be made is there.</summary>
    public sealed record Created(uint Epoch, PgId Group) : OsdEffect;

    /// <summary>Something that an operator would want to read.</summary>
    public sealed record Noted(string Text) : OsdEffect;

    public sealed record Ended(string Reason) : OsdEffect;
}
