using MgrPlatform.Messenger.Auth;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Monitors;

/// <summary>What a <see cref="MonitorClientMachine"/> wants done, in this order.</summary>
public abstract record MonitorClientEffect
{
    private MonitorClientEffect()
    {
    }

    /// <param name="Earlier">To keep our global id; absent the first time.</param>
    public sealed record Open(int Connection, EntityAddress Address, AuthMethod Method, ClientTickets? Earlier) : MonitorClientEffect;

    /// <summary>Nothing more of this connection is wanted; it may be gone already.</summary>
    public sealed record Close(int Connection) : MonitorClientEffect;

    public sealed record Send(int Connection, Message Message, ulong TransactionId) : MonitorClientEffect;

    /// <summary>The first session stands, and monmap and configuration are here (for a daemon its rotating keys too).</summary>
    public sealed record Connected : MonitorClientEffect;

    /// <summary>There will be no session: the cluster refuses us.</summary>
    public sealed record Failed(int Errno, string Text) : MonitorClientEffect;

    public sealed record Answered(ulong Id, CommandResult Result) : MonitorClientEffect;

    /// <summary>Versions of a map.</summary>
    public sealed record VersionAnswered(ulong Id, ulong Newest, ulong Oldest) : MonitorClientEffect;

    public sealed record Happened(MonitorEvent Event) : MonitorClientEffect;

    public sealed record TicketsChanged(ClientTickets? Tickets, ulong GlobalId) : MonitorClientEffect;

    public sealed record RotatingKeysChanged(RotatingKeys Keys) : MonitorClientEffect;

    /// <summary>For the log of this program.</summary>
    public sealed record Noted(string Text) : MonitorClientEffect;
}
