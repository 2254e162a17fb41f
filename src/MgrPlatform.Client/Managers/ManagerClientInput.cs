using MgrPlatform.Messenger;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Messages;

namespace MgrPlatform.Client.Managers;

/// <summary>What a <see cref="ManagerClientMachine"/> is told.</summary>
public abstract record ManagerClientInput
{
    private ManagerClientInput()
    {
    }

    public sealed record TimePassed : ManagerClientInput;

    public sealed record MapChanged(MgrMap Map) : ManagerClientInput;

    public sealed record ConnectionOpened(int Connection) : ManagerClientInput;

    public sealed record ConnectionClosed(int Connection, CloseReason Reason) : ManagerClientInput;

    public sealed record Received(int Connection, ulong TransactionId, Message Message) : ManagerClientInput;

    /// <param name="Id">Chosen by the driver, above zero and growing; it is the transaction id.</param>
    /// <param name="TellFsid">
    /// For the manager itself and not for one of its modules: the cluster's id, by which the manager knows it. Null for a module's.
    /// </param>
    /// <param name="Deadline">As an uptime; then it is answered ETIMEDOUT.</param>
    public sealed record CommandGiven(ulong Id, string Command, ReadOnlyMemory<byte> Data, Guid? TellFsid, TimeSpan Deadline)
        : ManagerClientInput;

    public sealed record Abandoned(ulong Id) : ManagerClientInput;

    /// <summary>There is news that should not wait for the period: report now.</summary>
    public sealed record ReportWanted : ManagerClientInput;

    public sealed record Stopped : ManagerClientInput;
}
