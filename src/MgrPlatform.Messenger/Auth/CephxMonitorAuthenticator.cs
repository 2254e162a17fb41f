using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Auth;

/// <summary>Logs in at a monitor with the entity's own key, and comes away with tickets.</summary>
/// <param name="services">The services whose tickets are wanted; not empty, or secure mode is impossible.</param>
/// <param name="earlier">From the last login: keeps our global id.</param>
public sealed class CephxMonitorAuthenticator(
    EntityName name, CephxKey key, EntityType services, ClientTickets? earlier, FillRandom random) : IClientAuthenticator
{
    public AuthMethod Method => AuthMethod.Cephx;

    /// <summary>Null until the login has succeeded.</summary>
    public ClientTickets? Tickets { get; private set; }

    public byte[] Begin() => WireWriter.Encode(new MonitorLogin(name, earlier?.GlobalId ?? 0));

    public ClientAuthAnswer Continue(byte[] payload)
    {
        var reader = new WireReader(payload);
        var server = reader.Read<Challenge>();
        var client = Challenge.Create(random);
        var answer = Challenge.Answer(key, server.Value, client.Value);
        return new ClientAuthAnswer.Send(
            WireWriter.Encode(new Authenticate(client.Value, answer, earlier?.Auth.Blob ?? TicketBlob.None, services)));
    }

    public ClientAuthAnswer Finish(AuthDone done)
    {
        var reader = new WireReader(done.Payload);
        var reply = reader.Read<AuthenticateReply>();
        if (reply.Status != 0)
        {
            return new ClientAuthAnswer.Failed($"the monitor answered the login of {name} with error {reply.Status}");
        }

        if (reply.AuthTicket.Tickets is not [var sealedAuth, ..]
            || !sealedAuth.TryOpen(key, earlier?.Auth.Grant.SessionKey, out var auth))
        {
            return new ClientAuthAnswer.Failed($"the monitor's answer does not open with the key of {name}: it has another one");
        }

        var session = auth.Grant.SessionKey;
        ConnectionSecret? secret = null;
        if (reply.SealedConnectionSecret.Length > 0
            && !Envelope.TryOpen<ConnectionSecret>(session, KeyUsage.ConnectionSecret, reply.SealedConnectionSecret, out secret))
        {
            return new ClientAuthAnswer.Failed("the monitor's connection secret does not open with our session key");
        }

        var tickets = new Dictionary<EntityType, ServiceTicket>();
        foreach (var sealedTicket in reply.ServiceTickets?.Tickets ?? [])
        {
            if (!sealedTicket.TryOpen(session, earlier?.Services.GetValueOrDefault(sealedTicket.Service)?.Grant.SessionKey, out var ticket))
            {
                return new ClientAuthAnswer.Failed($"the {sealedTicket.Service.ToName()} ticket does not open with our session key");
            }

            tickets[ticket.Service] = ticket;
        }

        Tickets = new ClientTickets(done.GlobalId, auth, tickets);
        return new ClientAuthAnswer.Established(new AuthResult(done.GlobalId, done.Mode, session, secret ?? ConnectionSecret.None));
    }
}
