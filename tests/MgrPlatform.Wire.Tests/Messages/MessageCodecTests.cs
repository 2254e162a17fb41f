using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Messages.Osd;
using MgrPlatform.Wire.Messages.Quorum;
using MgrPlatform.Wire.Primitives;
using MgrPlatform.Wire.Tests.Fuzzing;
using MgrPlatform.Wire.Tests.Maps;

namespace MgrPlatform.Wire.Tests.Messages;

public sealed class MessageCodecTests
{
    private static readonly Guid Fsid = Guid.Parse("85322574-fceb-43da-8658-c9bab51b9b5e");

    private static readonly OrderedDictionary<string, string> Texts = new() { ["a"] = "b" };

    /// <summary>Kinds of which no bytes were captured.</summary>
    public static TheoryData<string, Message> Made => new()
    {
        { "an OSD that cannot make a map from its changes", new MMonGetOSDMap(7, 57, 58, 0, 0) },
        { "statfs of a pool", new MStatfs(0, Fsid, 3) },
        { "subscribe ack", new MMonSubscribeAck(300, Fsid) },
        { "update", new MMgrUpdate("0", "", Texts, Texts) },
        {
            "temporary assignment",
            new MOSDPGTemp(3, 7, new OrderedDictionary<PgId, int[]> { [new PgId(1, 2)] = [3, 4], [new PgId(1, 3)] = [] }, true)
        },
        { "full", new MOSDFull(4, 4, OsdState.NearFull) },
        { "dead", new MOSDMarkMeDead(4, Fsid, 2, 9) },
        { "force recovery", new MOSDForceRecovery(Fsid, [new ShardedPgId(new PgId(1, 0), -1)], 1) },
    };

    [Theory]
    [MemberData(nameof(Made))]
    public void A_message_that_was_made_comes_back(string name, Message message)
    {
        var front = MessageCodec.EncodeFront(message);

        var back = Decode(message.Kind, front);

        Assert.Equal(message.GetType(), back.GetType());
        Assert.Equal(front, MessageCodec.EncodeFront(back));
        WireFuzz.Check(name, front, bytes => Decode(message.Kind, bytes));
    }

    [Fact]
    public void Every_kind_was_captured_or_made()
    {
        var tried = CapturedMessage.All.Select(static message => message.Type).Concat(Made.Select(static row => row.Data.Item2.Kind.Type));

        Assert.Empty(MessageCodec.Known.Except(tried));
    }

    [Fact]
    public void An_osds_alive_message_has_the_bytes_that_a_real_osd_sent() =>
        Assert.Equal("0300000000000000FFFF000000000000000003000000", Convert.ToHexString(MessageCodec.EncodeFront(new MOSDAlive(3, 3))));

    [Fact]
    public void A_kind_that_nobody_knows_is_kept_as_it_came()
    {
        var message = MessageCodec.Decode((MessageType)999, 3, 2, new byte[] { 1, 2 }, default, new byte[] { 3 });

        var unknown = Assert.IsType<UnknownMessage>(message);
        Assert.Equal(new MessageKind((MessageType)999, 3, 2), unknown.Kind);
        Assert.Equal(new byte[] { 1, 2 }, MessageCodec.EncodeFront(unknown));
        Assert.Equal(new byte[] { 3 }, unknown.Data.ToArray());
    }

    [Fact]
    public void A_message_that_needs_a_newer_reader_is_refused() =>
        Assert.Throws<WireFormatException>(() => MessageCodec.Decode(MessageType.MgrBeacon, 13, 12, Array.Empty<byte>()));

    [Fact]
    public void A_newer_peer_may_append_to_a_message()
    {
        var front = MessageCodec.EncodeFront(new MMonGetVersion(5, "osdmap"));

        var message = MessageCodec.Decode(MessageType.MonGetVersion, 2, 1, (byte[])[.. front, 1, 2, 3]);

        Assert.Equal(new MMonGetVersion(5, "osdmap"), message);
    }

    [Fact]
    public void A_peer_of_an_older_version_sends_less()
    {
        var front = MessageCodec.EncodeFront(new MMgrBeacon { Name = "x", Gid = 7 });

        var message = (MMgrBeacon)MessageCodec.Decode(MessageType.MgrBeacon, 8, 8, front.AsMemory(..^16));

        Assert.Equal("x", message.Name);
        Assert.Empty(message.ClientNames);
    }

    [Fact]
    public void A_report_carries_its_digest_in_the_data_segment()
    {
        var report = new MMonMgrReport { Gid = 4, Digest = new PgMapDigest { PgCount = 8, ActivePgCount = 8 } };

        var data = report.EncodeData(Features.Default);
        var back = (MMonMgrReport)MessageCodec.Decode(MessageType.MonMgrReport, 3, 1, MessageCodec.EncodeFront(report), default, data);

        Assert.Equal(8, back.DecodeDigest()?.ActivePgCount);
    }

    [Fact]
    public void An_enclosed_message_opens()
    {
        var command = new MMonCommand(0, Fsid, ["{\"prefix\":\"status\"}"]);

        var opened = EnclosedMessage.Of(command, 9, new EntityInstance(EntityType.Client, 4100), Features.Default).Open();

        Assert.Equal(command.Command, Assert.IsType<MMonCommand>(opened).Command);
    }

    [Theory]
    [InlineData("quorum/2e-0.front", MessageType.Log)]
    [InlineData("quorum/2e-1.front", MessageType.MonCommand)]
    public void A_forwarded_request_opens_and_has_the_checksum_of_its_sender(string file, MessageType type)
    {
        var request = ((MForward)CapturedMessage.Of(file).Decode()).Request;

        var opened = request.Open();
        var again = EnclosedMessage.Of(opened, request.TransactionId, request.Source, Features.Default);

        Assert.Equal(type, opened.Kind.Type);
        Assert.Equal(request.FrontChecksum, again.FrontChecksum);
        Assert.Equal(request.Flags, again.Flags);
    }

    private static Message Decode(MessageKind kind, byte[] front) => MessageCodec.Decode(kind.Type, kind.Version, kind.OldestReader, front);
}
