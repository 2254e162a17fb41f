using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Managers;

/// <summary>What a <see cref="ManagerClientMachine"/> wants done, in this order.</summary>
public abstract record ManagerClientEffect
{
    private ManagerClientEffect()
    {
    }

    public sealed record Open(int Connection, EntityAddressVector Addresses) : ManagerClientEffect;

    public sealed record Close(int Connection) : ManagerClientEffect;

    public sealed record Send(int Connection, Message Message, ulong TransactionId) : ManagerClientEffect;

    /// <summary>A daemon begins to report: say who it is. Nothing is declared yet in this session.</summary>
    public sealed record Introduce(int Connection) : ManagerClientEffect;

    /// <summary>A daemon's report is due.</summary>
    public sealed record Report(int Connection, MMgrConfigure Wanted) : ManagerClientEffect;

    /// <summary>A daemon stops reporting.</summary>
    public sealed record SayGoodbye(int Connection) : ManagerClientEffect;

    /// <summary>The manager does not take our ticket.</summary>
    public sealed record DoubtTickets : ManagerClientEffect;

    public sealed record Answered(ulong Id, CommandResult Result) : ManagerClientEffect;

    /// <summary>We talk to this manager now; null when to none.</summary>
    public sealed record SessionChanged(string? Manager) : ManagerClientEffect;
}
