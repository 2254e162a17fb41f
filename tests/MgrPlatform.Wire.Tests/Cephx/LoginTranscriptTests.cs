using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;
using MgrPlatform.Wire.Tests.Fuzzing;

namespace MgrPlatform.Wire.Tests.Cephx;

/// <summary>Logins to real monitors, replayed step by step with the keys that were in use.</summary>
public sealed class LoginTranscriptTests
{
    public static TheoryData<string> Names => [.. Transcript.MonitorLogins];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_first_request_names_the_entity(string name)
    {
        using var transcript = Transcript.Load(name);
        var request = transcript.First(FrameTag.AuthRequest).Frame.Payload<AuthRequest>();

        var login = Vectors.Read<MonitorLogin>(request.Payload);

        Assert.Equal(AuthMethod.Cephx, request.Method);
        Assert.Equal(EntityType.Client, login.Name.Type);
        Assert.Equal(request.Payload, WireWriter.Encode(login));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_answer_to_the_challenge_is_the_one_that_the_monitor_accepted(string name)
    {
        using var transcript = Transcript.Load(name);
        var challenge = Vectors.Read<Challenge>(transcript.First(FrameTag.AuthReplyMore).Frame.Payload<AuthReplyMore>().Payload);
        var payload = transcript.First(FrameTag.AuthRequestMore).Frame.Payload<AuthRequestMore>().Payload;

        var authenticate = Vectors.Read<Authenticate>(payload);

        Assert.Equal(Challenge.Answer(PrincipalKey(transcript), challenge.Value, authenticate.ClientChallenge), authenticate.Answer);
        Assert.Equal(payload, WireWriter.Encode(authenticate));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_tickets_and_the_connection_secret_open(string name)
    {
        using var transcript = Transcript.Load(name);
        var done = transcript.First(FrameTag.AuthDone).Frame.Payload<AuthDone>();

        var reply = Vectors.Read<AuthenticateReply>(done.Payload);

        Assert.Equal(done.Payload, WireWriter.Encode(reply));
        Assert.True(Assert.Single(reply.AuthTicket.Tickets).TryOpen(PrincipalKey(transcript), null, out var auth));
        Assert.Equal(EntityType.Auth, auth.Service);
        Assert.Equal(transcript.SessionKey, auth.Grant.SessionKey.Secret.Bytes);
        Assert.Equal(72 * 3600u, auth.Grant.Validity.Seconds);
        Assert.True(Envelope.TryOpen<ConnectionSecret>(
            auth.Grant.SessionKey, KeyUsage.ConnectionSecret, reply.SealedConnectionSecret, out var secret));
        Assert.Equal(transcript.ConnectionSecret, secret.Secret.Bytes);
        Assert.Equal(done.Mode == ConnectionMode.Secure, secret.IsUsable);
        Assert.Equal(
            [EntityType.Monitor, EntityType.Mds, EntityType.Osd, EntityType.Manager],
            reply.ServiceTickets!.Tickets.Select(ticket => ticket.Service));
        Assert.All(reply.ServiceTickets.Tickets, sealedTicket =>
        {
            Assert.True(sealedTicket.TryOpen(auth.Grant.SessionKey, null, out var ticket));
            if (transcript.Root.TryGetProperty("tickets", out var tickets))
            {
                var expected = tickets.GetProperty($"0x{(uint)ticket.Service:x}");
                var blob = expected.TryGetProperty("blob_hex", out var hex) ? hex : expected.GetProperty("blob");
                Assert.Equal(blob.GetString(), Convert.ToHexStringLower(WireWriter.Encode(ticket.Blob)));
            }
        });
    }

    [Fact]
    public void A_login_with_the_old_ticket_gets_its_new_one_under_the_old_session_key()
    {
        using var first = Transcript.Load("20_client_aes256k_first");
        using var again = Transcript.Load("20_client_aes256k_relogin_old_ticket");
        var oldSession = Transcript.Key(first.SessionKey);
        var shown = Vectors.Read<Authenticate>(again.First(FrameTag.AuthRequestMore).Frame.Payload<AuthRequestMore>().Payload).OldTicket;
        var reply = Vectors.Read<AuthenticateReply>(again.First(FrameTag.AuthDone).Frame.Payload<AuthDone>().Payload);
        var sealedTicket = Assert.Single(reply.AuthTicket.Tickets);

        Assert.True(sealedTicket.IsBlobSealed);
        Assert.False(sealedTicket.TryOpen(PrincipalKey(again), null, out _));
        Assert.True(sealedTicket.TryOpen(PrincipalKey(again), oldSession, out var ticket));

        Assert.Equal(again.SessionKey, ticket.Grant.SessionKey.Secret.Bytes);
        Assert.Equal(shown.KeyId, ticket.Blob.KeyId);
    }

    [Fact]
    public void A_wrong_key_opens_nothing()
    {
        using var transcript = Transcript.Load("16_mon_crc");
        using var other = Transcript.Load("20_client_aes256k_mon_mode1");
        var reply = Vectors.Read<AuthenticateReply>(transcript.First(FrameTag.AuthDone).Frame.Payload<AuthDone>().Payload);

        Assert.False(reply.AuthTicket.Tickets[0].TryOpen(Transcript.Key(transcript.SessionKey), null, out _));
        Assert.False(reply.AuthTicket.Tickets[0].TryOpen(PrincipalKey(other), null, out _));
    }

    [Fact]
    public void Damaged_answers_are_values_or_format_errors()
    {
        foreach (var name in new[] { "16_mon_secure", "20_client_aes256k_relogin_old_ticket" })
        {
            using var transcript = Transcript.Load(name);
            var payload = transcript.First(FrameTag.AuthDone).Frame.Payload<AuthDone>().Payload;
            WireFuzz.Check(name, payload, static (ref r) => r.Read<AuthenticateReply>());
            WireFuzz.Check(
                name,
                transcript.First(FrameTag.AuthRequestMore).Frame.Payload<AuthRequestMore>().Payload,
                static (ref r) => r.Read<Authenticate>());
        }
    }

    private static CephxKey PrincipalKey(Transcript transcript) =>
        Transcript.Key(transcript.Hex("principal_key_hex") ?? transcript.Hex("entity_secret_hex")!);
}
