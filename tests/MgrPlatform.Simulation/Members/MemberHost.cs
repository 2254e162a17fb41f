using MgrPlatform.Consensus;
using MgrPlatform.Consensus.Store;
using MgrPlatform.Simulation.Clients;

namespace MgrPlatform.Simulation.Members;

/// <summary>What a member can have done: its process, its disk, its network.</summary>
public abstract class MemberHost
{
    /// <summary>It crashed in the middle of what it did: do nothing more.</summary>
    public abstract bool IsDead { get; }

    public abstract void Send(string address, object message);

    public abstract void Write(long number, StoreTransaction transaction, bool isDurable);

    public abstract void SetTimer(int timer, TimeSpan due);

    public abstract void CancelTimer(int timer);

    public abstract void Reply(ClientReply reply);

    public abstract void Committed(ulong version);

    public abstract void Reloaded(ulong version);

    public abstract void Cleared();

    /// <summary>A write of this version is about to be acknowledged.</summary>
    public abstract void Acknowledged(ulong version);

    public abstract void RoleChanged();

    public abstract void Passed(Failpoint failpoint);

    public abstract void Exited(ExitReason reason);

    /// <summary>The wall's clock, as far from the monotonic one as it was set: only planted bugs look at it.</summary>
    public abstract TimeSpan WallClock { get; }
}
