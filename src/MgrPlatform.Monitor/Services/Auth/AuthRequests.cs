using MgrPlatform.Messenger.Auth;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Messages.Auth;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Auth;

/// <summary>Answers what a client asks of cephx on a session that stands.</summary>
internal static class AuthRequests
{
    private const uint Cephx = 2;
    private const int AccessDenied = -13;

    /// <summary>Null when the request breaks the format or proves nothing: the connection is closed, and the client logs in anew.</summary>
    public static MAuthReply? Answer(KeyServer keys, MonitorSession session, MAuth request, UTime now, FillRandom random)
    {
        try
        {
            var reader = new WireReader(request.Payload);
            var type = request.Payload.Length < sizeof(ushort) ? 0 : (RequestType)reader.ReadUInt16();
            return type switch
            {
                RequestType.ServiceTickets => RenewTickets(keys, session, request.Payload, now, random),
                RequestType.RotatingKeys => GiveRotatingKeys(keys, session, random),
                _ => null,
            };
        }
        catch (WireFormatException)
        {
            return null;
        }
    }

    private static MAuthReply? RenewTickets(KeyServer keys, MonitorSession session, byte[] payload, UTime now, FillRandom random)
    {
        var reader = new WireReader(payload);
        var request = reader.Read<ServiceTicketsRequest>();
        if (keys.FindKey(EntityType.Auth, request.Authorizer.Ticket.KeyId) is not { } authKey
            || !Envelope.TryOpen<TicketInfo>(authKey, KeyUsage.TicketInfo, request.Authorizer.Ticket.Sealed, out var info)
            || info.Ticket.GlobalId != request.Authorizer.GlobalId
            || info.Ticket.Expires < now
            || !Envelope.TryOpen<AuthorizerProof>(info.SessionKey, KeyUsage.Authorizer, request.Authorizer.SealedProof, out _))
        {
            return null;
        }

        // Keys and caps as they are now: an entity that was removed gets no more tickets.
        if (keys.Find(info.Ticket.Name) is not { } credentials)
        {
            return Reply(session, AccessDenied, new ServiceTicketsReply(AccessDenied, null));
        }

        var issuer = new TicketIssuer(keys, now, random);
        var tickets = issuer.IssueAll(request.Services, info.Ticket.Name, info.Ticket.GlobalId, credentials, info.SessionKey);
        return Reply(session, 0, new ServiceTicketsReply(0, tickets));
    }

    private static MAuthReply GiveRotatingKeys(KeyServer keys, MonitorSession session, FillRandom random)
    {
        // Only daemons have a service; a monitor's own keys are nobody else's.
        if (session.Type is not (EntityType.Osd or EntityType.Mds or EntityType.Manager)
            || !keys.Rotating.TryGetValue(session.Type, out var rotating)
            || keys.Find(session.Name) is not { } credentials)
        {
            return Reply(session, AccessDenied, new RotatingKeysReply(AccessDenied, []));
        }

        return Reply(session, 0, new RotatingKeysReply(0, Envelope.Seal(credentials.Key, KeyUsage.RotatingKeys, rotating, random)));
    }

    private static MAuthReply Reply<T>(MonitorSession session, int result, T payload)
        where T : IWireType<T> =>
        new(Cephx, result, session.GlobalId, WireWriter.Encode(payload), "");
}
