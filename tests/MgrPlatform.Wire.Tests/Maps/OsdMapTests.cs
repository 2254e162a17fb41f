using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Tests.Maps;

public sealed class OsdMapTests
{
    public static TheoryData<string> Maps =>
    [
        .. CapturedMessage.All.Where(static message => message.Type == MessageType.OsdMap).Select(static message => message.Name),
    ];

    [Theory]
    [MemberData(nameof(Maps))]
    public void Every_map_in_a_message_comes_back_as_the_same_bytes_with_the_right_checksum(string file)
    {
        var message = (MOSDMap)CapturedMessage.Of(file).Decode();

        foreach (var bytes in message.Maps.Values)
        {
            Assert.True(OsdMap.HasValidCrc(bytes));
            Assert.Equal(bytes, WireWriter.Encode(new WireReader(bytes).Read<OsdMap>(), Features.Tentacle));
        }

        foreach (var bytes in message.Incrementals.Values)
        {
            Assert.True(OsdMapIncremental.HasValidCrc(bytes));
            Assert.Equal(bytes, WireWriter.Encode(new WireReader(bytes).Read<OsdMapIncremental>(), Features.Tentacle));
        }

        Assert.NotEmpty(message.Maps.Values.Concat(message.Incrementals.Values));
    }

    [Fact]
    public void Changes_that_a_monitor_sent_lead_to_the_map_whose_checksum_they_announce()
    {
        var messages = Enumerable.Range(0, 4)
            .Select(static i => (MOSDMap)CapturedMessage.Of($"wire/MOSDMap_mon_mon.a-{i}.front").Decode())
            .ToArray();
        var map = new WireReader(messages[0].Maps[24]).Read<OsdMap>();

        for (var epoch = 25u; epoch <= 27; epoch++)
        {
            var bytes = messages.First(message => message.Incrementals.ContainsKey(epoch)).Incrementals[epoch];
            var changes = new WireReader(bytes).Read<OsdMapIncremental>();
            map = OsdMapUpdate.Apply(map, changes);
            Assert.Equal(epoch, map.Epoch);
            Assert.True(OsdMapUpdate.Verify(map, changes));
        }
    }

    /// <summary>
    /// The life of a 16.2.15 cluster: OSDs die, move, are purged and made anew; pools, snapshots, tiers, profiles, upmaps,
    /// blocklists come and go.
    /// </summary>
    [Fact]
    public void Every_epoch_of_a_clusters_life_follows_from_the_one_before_it()
    {
        var reader = new WireReader(Vectors.Bytes("osdmaps/16.2.15.bin"));
        var map = new WireReader(reader.ReadBlobSpan()).Read<OsdMap>();
        var epochs = 0;
        while (!reader.AtEnd)
        {
            var changes = new WireReader(reader.ReadBlobSpan()).Read<OsdMapIncremental>();
            map = OsdMapUpdate.Apply(map, changes);
            Assert.True(OsdMapUpdate.Verify(map, changes), $"the map of epoch {map.Epoch}");
            epochs++;
        }

        Assert.Equal(99, epochs);
    }

    [Fact]
    public void An_osd_that_comes_up_is_no_longer_told_to_stop()
    {
        var map = new WireReader(Vectors.Bytes("enc/OSDMap.full.bin")).Read<OsdMap>();
        var stopped = Next(map, client => client with { NewState = new OrderedDictionary<int, uint> { [0] = (uint)(OsdState.Up | OsdState.Stop) } });
        Assert.Equal(OsdState.Stop, stopped.StateOf(0) & (OsdState.Up | OsdState.Stop));

        var back = Next(stopped, client => client with { NewUpClient = new OrderedDictionary<int, EntityAddressVector> { [0] = EntityAddressVector.Empty } });

        Assert.Equal(OsdState.Up, back.StateOf(0) & (OsdState.Up | OsdState.Stop));

        static OsdMap Next(OsdMap map, Func<OsdIncrementalClientPart, OsdIncrementalClientPart> change) => OsdMapUpdate.Apply(
            map,
            new OsdMapIncremental(
                change(new OsdIncrementalClientPart { Fsid = map.Client.Fsid, Epoch = map.Epoch + 1 }), new OsdIncrementalDaemonPart(), 0, 0));
    }

    [Fact]
    public void Changes_of_another_epoch_are_refused()
    {
        var map = new WireReader(Vectors.Bytes("enc/OSDMap.full.bin")).Read<OsdMap>();
        var changes = new WireReader(Vectors.Bytes("enc/OSDMap.incremental.e49.bin")).Read<OsdMapIncremental>();

        Assert.Throws<WireFormatException>(() => OsdMapUpdate.Apply(map, changes));
    }

    [Fact]
    public void Changes_to_an_osd_that_cannot_be_are_refused()
    {
        var map = new WireReader(Vectors.Bytes("enc/OSDMap.full.bin")).Read<OsdMap>();
        var client = new OsdIncrementalClientPart
        {
            Fsid = map.Client.Fsid,
            Epoch = map.Epoch + 1,
            NewWeight = new OrderedDictionary<int, uint> { [7] = 0 },
        };

        var changes = new OsdMapIncremental(client, new OsdIncrementalDaemonPart(), 0, 0);

        Assert.Throws<WireFormatException>(() => OsdMapUpdate.Apply(map, changes));
    }

    [Fact]
    public void One_wrong_bit_shows_in_the_checksum()
    {
        var bytes = Vectors.Bytes("enc/OSDMap.full.bin");
        Assert.True(OsdMap.HasValidCrc(bytes));

        bytes[1000] ^= 1;

        Assert.False(OsdMap.HasValidCrc(bytes));
    }

    [Fact]
    public void A_pool_of_tentacle_is_written_to_a_pacific_peer_as_that_knows_it()
    {
        var pool = new PgPool { StructVersion = PgPool.TentacleVersion, NonPrimaryShards = 0b1111111110 };

        Assert.Equal(PgPool.TentacleVersion, WireWriter.Encode(pool, Features.Tentacle)[0]);
        Assert.Equal(PgPool.PacificVersion, WireWriter.Encode(pool, Features.Pacific)[0]);
        Assert.Equal(pool.NonPrimaryShards, new WireReader(WireWriter.Encode(pool, Features.Tentacle)).Read<PgPool>().NonPrimaryShards);
    }

    [Fact]
    public void Sets_of_snapshots_grow_together_and_lose_their_middle()
    {
        SnapInterval[] removed = [new(1, 2), new(6, 1)];

        var union = SnapIntervals.Union(removed, [new SnapInterval(3, 3)]);

        Assert.Equal([new SnapInterval(1, 6)], union);
        Assert.Equal([new SnapInterval(1, 1), new SnapInterval(4, 3)], SnapIntervals.Subtract(union, [new SnapInterval(2, 2)]));
    }
}
