using System.Buffers;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Frames;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;
using MgrPlatform.Wire.Tests;

namespace MgrPlatform.Messenger.Tests.Protocol;

/// <summary>
/// Our machines in the place of the program that talked to the real daemons: fed with what the daemons sent, and with the same
/// random numbers, they must write every byte of the handshake that the daemons accepted.
/// </summary>
public sealed class TranscriptReplayTests
{
    public static TheoryData<string> MonitorLogins => [.. Transcript.MonitorLogins, "20_client_aes256k_relogin_old_ticket"];

    public static TheoryData<string> ServiceLogins => [.. Transcript.ServiceLogins];

    public static TheoryData<string> Servers => [.. Transcript.Servers];

    [Theory]
    [MemberData(nameof(MonitorLogins))]
    public void A_login_at_a_real_monitor_is_repeated_byte_for_byte(string name)
    {
        using var transcript = Transcript.Load(name);
        var login = Vectors.Read<MonitorLogin>(transcript.First(FrameTag.AuthRequest).Frame.Payload<AuthRequest>().Payload);
        var authenticate = Vectors.Read<Authenticate>(transcript.First(FrameTag.AuthRequestMore).Frame.Payload<AuthRequestMore>().Payload);
        var key = Transcript.Key(transcript.Hex("principal_key_hex") ?? transcript.Hex("entity_secret_hex")!);
        var random = new ReplayedRandom();
        random.Add(BitConverter.GetBytes(authenticate.ClientChallenge));
        var authenticator = new CephxMonitorAuthenticator(
            login.Name, key, authenticate.Services, Earlier(name, login, authenticate), random.Fill);

        ReplayClient(transcript, authenticator);

        random.AssertAllDrawn();
        Assert.Equal(transcript.SessionKey, authenticator.Tickets!.Auth.Grant.SessionKey.Secret.Bytes);
    }

    [Theory]
    [MemberData(nameof(ServiceLogins))]
    public void A_connection_to_a_real_daemon_is_repeated_byte_for_byte(string name)
    {
        using var transcript = Transcript.Load(name);
        var key = ReplayedRandom.SessionKey(transcript);
        var first = Vectors.Read<Authorizer>(transcript.First(FrameTag.AuthRequest).Frame.Payload<AuthRequest>().Payload);
        var second = Vectors.Read<Authorizer>(transcript.First(FrameTag.AuthRequestMore).Frame.Payload<AuthRequestMore>().Payload);
        Assert.True(Envelope.TryOpen<AuthorizerProof>(key, KeyUsage.Authorizer, first.SealedProof, out var proof));
        var random = new ReplayedRandom();
        random.Add(BitConverter.GetBytes(proof.Nonce));
        random.AddConfounder(key, KeyUsage.Authorizer, first.SealedProof);
        random.AddConfounder(key, KeyUsage.Authorizer, second.SealedProof);
        var ticket = new ServiceTicket(first.Service, new Grant(key, default), first.Ticket);

        ReplayClient(transcript, new CephxServiceAuthenticator(first.GlobalId, ticket, random.Fill));

        random.AssertAllDrawn();
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void A_real_daemons_connection_to_us_is_answered_byte_for_byte(string name)
    {
        using var transcript = Transcript.Load(name);
        var ident = transcript.First(FrameTag.ClientIdent).Frame.Payload<ClientIdent>();
        var serverIdent = transcript.Frames.FirstOrDefault(frame => frame.Tag == FrameTag.ServerIdent)?.Frame.Payload<ServerIdent>();
        var request = transcript.First(FrameTag.AuthRequest).Frame.Payload<AuthRequest>();
        var random = ServerRandom(transcript);
        var connections = new GlobalSequence();
        connections.NextAbove((serverIdent?.GlobalSequence ?? 2) - 2);
        var us = new LocalEntity(EntityType.Manager, new EntityAddressVector([ident.Target]), ident.Target.Nonce, serverIdent?.GlobalId);
        var verifier = new CephxServiceVerifier(
            EntityType.Manager,
            transcript.RotatingKey,
            [transcript.First(FrameTag.AuthDone).Frame.Payload<AuthDone>().Mode],
            now: default,
            random.Fill);
        using var server = new ServerMachine(
            us,
            transcript.Frames.First(frame => frame.Tag == FrameTag.Hello && frame.Sent).Frame.Payload<Hello>().PeerAddress,
            verifier,
            static _ => new PeerPolicy(IsLossy: true, Features.None),
            connections);
        var output = new ArrayBufferWriter<byte>();
        List<ConnectionEffect> effects = [];

        server.Start(output);
        var input = Received(transcript, FrameTag.ClientIdent);
        server.Receive(ref input, output, effects);
        var wanted = Assert.IsType<ConnectionEffect.SessionWanted>(Assert.Single(effects));
        if (serverIdent is not null)
        {
            server.Answer(new SessionDecision.Open(new Session(isLossy: true, SessionLimits.Default)), output, effects);
        }

        random.AssertAllDrawn();
        Assert.Equal(ident.Addresses, Assert.IsType<SessionRequest.Open>(wanted.Request).Ident.Addresses);
        Assert.Equal(request.Modes, transcript.Frames.Any(frame => frame.Secure) ? [2u, 1u] : request.Modes);
        Assert.Equal(Convert.ToHexString(Sent(transcript, FrameTag.ServerIdent)), Convert.ToHexString(output.WrittenSpan));
    }

    private static void ReplayClient(Transcript transcript, IClientAuthenticator authenticator)
    {
        var ident = transcript.First(FrameTag.ClientIdent).Frame.Payload<ClientIdent>();
        var request = transcript.First(FrameTag.AuthRequest).Frame.Payload<AuthRequest>();
        var peerType = transcript.Frames.First(frame => frame.Tag == FrameTag.Hello && !frame.Sent).Frame.Payload<Hello>().EntityType;
        var target = transcript.Frames.First(frame => frame.Tag == FrameTag.Hello && frame.Sent).Frame.Payload<Hello>().PeerAddress;
        var connections = new GlobalSequence();
        connections.NextAbove(ident.GlobalSequence - 2);
        var us = new LocalEntity(EntityType.Client, ident.Addresses, Nonce: 0, ident.GlobalId);
        using var client = new ClientMachine(
            us,
            new ClientOptions(
                peerType,
                target,
                new PeerPolicy(IsLossy: true, Features.None),
                [.. request.Modes.Select(static mode => (ConnectionMode)mode)]),
            authenticator,
            new Session(isLossy: true, SessionLimits.Default),
            connections);
        var output = new ArrayBufferWriter<byte>();
        List<ConnectionEffect> effects = [];

        client.Start(output);
        var input = Received(transcript, FrameTag.ServerIdent);
        client.Receive(ref input, output, effects);

        Assert.IsType<ConnectionEffect.Ready>(Assert.Single(effects));
        // The program left the nonce out of its HELLO, which real daemons do not. Where there is one, its ident differs from ours.
        var expected = Sent(transcript, ident.Target == target ? FrameTag.ClientIdent : FrameTag.AuthSignature);
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(output.WrittenSpan[..expected.Length]));
    }

    private static ReplayedRandom ServerRandom(Transcript transcript)
    {
        var key = ReplayedRandom.SessionKey(transcript);
        var challengeBytes = transcript.First(FrameTag.AuthReplyMore).Frame.Payload<AuthReplyMore>().Payload;
        Assert.True(Envelope.TryOpen<Challenge>(key, KeyUsage.AuthorizerChallenge, challengeBytes, out var challenge));
        var random = new ReplayedRandom();
        random.Add(BitConverter.GetBytes(challenge.Value));
        random.AddConfounder(key, KeyUsage.AuthorizerChallenge, challengeBytes);
        if (transcript.ConnectionSecret.Length > 0)
        {
            random.Add(transcript.ConnectionSecret);
        }

        var reply = transcript.First(FrameTag.AuthDone).Frame.Payload<AuthDone>().Payload;
        random.AddConfounder(key, KeyUsage.AuthorizerReply, reply.AsSpan(sizeof(uint)));
        return random;
    }

    private static ClientTickets? Earlier(string name, MonitorLogin login, Authenticate authenticate)
    {
        if (login.GlobalId == 0)
        {
            return null;
        }

        Assert.Equal("20_client_aes256k_relogin_old_ticket", name);
        using var first = Transcript.Load("20_client_aes256k_first");
        var auth = new ServiceTicket(EntityType.Auth, new Grant(Transcript.Key(first.SessionKey), default), authenticate.OldTicket);
        return new ClientTickets(login.GlobalId, auth, new Dictionary<EntityType, ServiceTicket>());
    }

    /// <summary>What the peer sent, banner first, up to a frame and with it.</summary>
    private static ReadOnlySequence<byte> Received(Transcript transcript, FrameTag last) => new(Bytes(transcript, sent: false, last));

    private static byte[] Sent(Transcript transcript, FrameTag last) => Bytes(transcript, sent: true, last);

    private static byte[] Bytes(Transcript transcript, bool sent, FrameTag last)
    {
        var frames = transcript.Frames.Where(frame => frame.Sent == sent && frame.Tag <= last);
        return [.. sent ? transcript.SentBanner : transcript.ReceivedBanner, .. frames.SelectMany(frame => frame.Raw)];
    }
}
