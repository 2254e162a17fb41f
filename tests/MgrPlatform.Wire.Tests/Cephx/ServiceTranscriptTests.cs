using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;
using MgrPlatform.Wire.Tests.Fuzzing;

namespace MgrPlatform.Wire.Tests.Cephx;

/// <summary>Connections to a service (ours or a real daemon), replayed step by step with the keys that were in use.</summary>
public sealed class ServiceTranscriptTests
{
    public static TheoryData<string> ToUs => [.. Transcript.Servers];

    public static TheoryData<string> Both => [.. Transcript.Servers, .. Transcript.ServiceLogins];

    public static TheoryData<string> All => Transcript.TheoryData;

    [Theory]
    [MemberData(nameof(ToUs))]
    public void The_ticket_opens_with_the_rotating_key_that_it_names(string name)
    {
        using var transcript = Transcript.Load(name);
        var authorizer = Vectors.Read<Authorizer>(transcript.First(FrameTag.AuthRequest).Frame.Payload<AuthRequest>().Payload);

        Assert.True(Envelope.TryOpen<TicketInfo>(
            transcript.RotatingKey(authorizer.Ticket.KeyId), KeyUsage.TicketInfo, authorizer.Ticket.Sealed, out var info));

        Assert.Equal(EntityType.Manager, authorizer.Service);
        Assert.Equal(authorizer.GlobalId, info.Ticket.GlobalId);
        Assert.Equal(transcript.SessionKey, info.SessionKey.Secret.Bytes);
        if (info.Ticket.Name.Type != EntityType.Monitor)
        {
            Assert.Matches("^(allow )?(profile (osd|mds)|\\*)$", info.Ticket.CapsText);
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void The_proof_the_challenge_and_the_reply_fit_together(string name)
    {
        using var transcript = Transcript.Load(name);
        var key = Transcript.Key(transcript.SessionKey);
        var first = transcript.First(FrameTag.AuthRequest).Frame.Payload<AuthRequest>().Payload;
        var asked = transcript.First(FrameTag.AuthReplyMore).Frame.Payload<AuthReplyMore>().Payload;
        var second = transcript.First(FrameTag.AuthRequestMore).Frame.Payload<AuthRequestMore>().Payload;
        var done = transcript.First(FrameTag.AuthDone).Frame.Payload<AuthDone>();
        var unproven = Vectors.Read<Authorizer>(first);
        var proven = Vectors.Read<Authorizer>(second);

        Assert.True(Envelope.TryOpen<AuthorizerProof>(key, KeyUsage.Authorizer, unproven.SealedProof, out var before));
        Assert.True(Envelope.TryOpen<Challenge>(key, KeyUsage.AuthorizerChallenge, asked, out var challenge));
        Assert.True(Envelope.TryOpen<AuthorizerProof>(key, KeyUsage.Authorizer, proven.SealedProof, out var after));
        var sealedReply = new WireReader(done.Payload).ReadBlob();
        Assert.True(Envelope.TryOpen<AuthorizerReply>(key, KeyUsage.AuthorizerReply, sealedReply, out var reply));

        Assert.Null(before.Answer);
        Assert.Equal(before.Nonce, after.Nonce);
        Assert.Equal(challenge.Value + 1, after.Answer);
        Assert.Equal(after.Nonce + 1, reply.NoncePlusOne);
        Assert.Equal(transcript.ConnectionSecret, reply.Secret is null ? [] : reply.Secret.Secret.Bytes.ToArray());
        Assert.Equal(first, WireWriter.Encode(unproven));
        Assert.Equal(second, WireWriter.Encode(proven));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Both_signatures_cover_what_their_senders_had_received(string name)
    {
        using var transcript = Transcript.Load(name);
        var key = Transcript.Key(transcript.SessionKey);
        var ours = transcript.Frames.First(frame => frame.Tag == FrameTag.AuthSignature && frame.Sent).Segments[0];
        var theirs = transcript.Frames.First(frame => frame.Tag == FrameTag.AuthSignature && !frame.Sent).Segments[0];

        Assert.Equal(ours, SessionSignature.Compute(key, transcript.BytesBeforeSignature(sent: false)));
        Assert.True(SessionSignature.Verify(key, transcript.BytesBeforeSignature(sent: true), theirs));
        Assert.False(SessionSignature.Verify(key, transcript.BytesBeforeSignature(sent: false), theirs));
    }

    [Fact]
    public void An_aes_session_key_in_a_ticket_under_an_aes256k_key_keeps_its_type()
    {
        using var transcript = Transcript.Load("20_server_client.old_mode2");
        var authorizer = Vectors.Read<Authorizer>(transcript.First(FrameTag.AuthRequest).Frame.Payload<AuthRequest>().Payload);
        var rotating = transcript.RotatingKey(authorizer.Ticket.KeyId);

        Assert.True(Envelope.TryOpen<TicketInfo>(rotating, KeyUsage.TicketInfo, authorizer.Ticket.Sealed, out var info));

        Assert.Equal(KeyType.Aes256k, rotating.Type);
        Assert.Equal(KeyType.Aes, info.SessionKey.Type);
    }

    [Fact]
    public void Damaged_authorizers_are_values_or_format_errors()
    {
        using var transcript = Transcript.Load("20_server_osd.0_mode2");
        var payload = transcript.First(FrameTag.AuthRequest).Frame.Payload<AuthRequest>().Payload;

        WireFuzz.Check("authorizer", payload, static (ref r) => r.Read<Authorizer>());
    }
}
