using MgrPlatform.Client.Monitors;
using MgrPlatform.Wire.Messages.Mgr;

namespace MgrPlatform.Manager.Term;

/// <summary>What the loop of an active manager is told.</summary>
internal abstract record TermInput
{
    private TermInput()
    {
    }

    /// <summary>From now on the manager is active.</summary>
    public sealed record Begun : TermInput;

    public sealed record Told(MonitorEvent What) : TermInput;

    public sealed record PgStats(int Osd, MPGStats Report) : TermInput;

    public sealed record Tick : TermInput;

    /// <summary>The monitors answered what they know of daemons.</summary>
    public sealed record MetadataKnown(string Type, ReadOnlyMemory<byte> Answer) : TermInput;
}
