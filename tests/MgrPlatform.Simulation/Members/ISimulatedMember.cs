using MgrPlatform.Simulation.Clients;

namespace MgrPlatform.Simulation.Members;

/// <summary>
/// One life of a member, from its start to its crash: the seam where the real monitor's core can take the place of the little key-value
/// service. Times are the member's own monotonic clock. What it wants done it tells its <see cref="MemberHost"/>, and stops when the host
/// says that it is dead.
/// </summary>
public interface ISimulatedMember
{
    /// <summary>What the checkers look at.</summary>
    MemberView View { get; }

    void Start(TimeSpan now);

    void Receive(string from, object message, TimeSpan now);

    void ConnectionReset(string peer, TimeSpan now);

    void TimerFired(int timer, TimeSpan now);

    void Stored(long number, TimeSpan now);

    void StoreFailed(string reason, TimeSpan now);

    void Request(ClientRequest request, TimeSpan now);

    /// <summary>An operator: leave the monmap this one out.</summary>
    void Remove(string name, TimeSpan now);

    void Stop(TimeSpan now);
}
