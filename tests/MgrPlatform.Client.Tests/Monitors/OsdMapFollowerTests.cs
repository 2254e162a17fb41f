using MgrPlatform.Client.Monitors;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Messages.Osd;

namespace MgrPlatform.Client.Tests.Monitors;

/// <summary>With the hundred epochs of a real cluster of 16.2.15.</summary>
public sealed class OsdMapFollowerTests
{
    private static readonly (uint First, byte[] Whole, List<byte[]> Changes) Life = Read();

    private readonly OsdMapFollower _follower = new();

    private static uint First => Life.First;

    [Fact]
    public void A_whole_map_and_the_changes_after_it_make_each_epoch()
    {
        var taken = _follower.Take(Message(wholes: [First], changes: (First + 1, First + 5)));
        Assert.Equal(
            [(First, true), (First + 1, false), (First + 2, false), (First + 3, false), (First + 4, false), (First + 5, false)],
            Epochs(taken));

        Assert.Equal(94, _follower.Take(Message([], (First + 6, First + 99))).Count);

        Assert.Equal(First + 99, _follower.Map!.Epoch);
        Assert.False(_follower.NeedsWhole);
    }

    [Fact]
    public void What_is_known_already_is_no_news()
    {
        _follower.Take(Message([First], (First + 1, First + 5)));

        Assert.Empty(_follower.Take(Message([First], (First + 1, First + 5))));
        Assert.False(_follower.NeedsWhole);
        Assert.Equal([(First + 6, false)], Epochs(_follower.Take(Message([], (First + 4, First + 6)))));
    }

    [Fact]
    public void A_gap_asks_for_the_whole_map_and_keeps_what_there_is()
    {
        _follower.Take(Message([First], (First + 1, First + 2)));

        Assert.Empty(_follower.Take(Message([], (First + 4, First + 6))));

        Assert.True(_follower.NeedsWhole);
        Assert.Equal(First + 2, _follower.Map!.Epoch);
        Assert.Equal([(First + 7, true), (First + 8, false)], Epochs(_follower.Take(Message([First + 7], (First + 8, First + 8)))));
        Assert.False(_follower.NeedsWhole);
    }

    [Fact]
    public void Changes_before_any_whole_map_are_a_gap_too()
    {
        Assert.Empty(_follower.Take(Message([], (First + 1, First + 2))));

        Assert.True(_follower.NeedsWhole);
    }

    [Fact]
    public void A_map_that_does_not_have_the_announced_checksum_is_thrown_away()
    {
        _follower.Take(Message([First], (First + 1, First + 1)));
        var reader = new WireReader(Life.Changes[1]);
        var wrong = reader.Read<OsdMapIncremental>() with { FullCrc = 1 };
        var message = Message([], (First + 2, First + 2)) with
        {
            Incrementals = new Dictionary<uint, byte[]> { [First + 2] = WireWriter.Encode(wrong) },
        };

        Assert.Empty(_follower.Take(message));

        Assert.True(_follower.NeedsWhole);
        Assert.Equal(First + 1, _follower.Map!.Epoch);
    }

    [Fact]
    public void A_client_whose_maps_have_a_gap_subscribes_from_the_newest_again()
    {
        var harness = new MachineHarness().Connect();
        harness.Step(new MonitorClientInput.SubscriptionWanted("osdmap", 0, Once: false));
        harness.Receive(1, Message([First], (First + 1, First + 2)));
        Assert.Empty(harness.Sent);

        harness.Receive(1, Message([], (First + 5, First + 5)));

        Assert.Equal(new Subscription(0), harness.Sent.OfType<MMonSubscribe>().Single().Wanted["osdmap"]);
        harness.Receive(1, Message([First + 6], (First + 7, First + 7)));
        harness.Pass(TimeSpan.FromSeconds(5)).Close(1).Open(2);
        Assert.Equal(new Subscription(First + 8), harness.Sent.OfType<MMonSubscribe>().Single().Wanted["osdmap"]);
    }

    private static IEnumerable<(uint Epoch, bool IsWhole)> Epochs(IEnumerable<(OsdMap Map, bool IsWhole)> taken) =>
        taken.Select(static map => (map.Map.Epoch, map.IsWhole));

    private static MOSDMap Message(uint[] wholes, (uint From, uint To) changes) => new(
        Guid.Empty,
        Enumerable.Range((int)changes.From, (int)(changes.To - changes.From) + 1)
            .ToDictionary(static epoch => (uint)epoch, static epoch => Life.Changes[epoch - (int)First - 1]),
        wholes.ToDictionary(static epoch => epoch, Whole),
        1,
        changes.To,
        new Dictionary<long, SnapInterval[]>());

    private static byte[] Whole(uint epoch)
    {
        var reader = new WireReader(Life.Whole);
        var map = reader.Read<OsdMap>();
        while (map.Epoch < epoch)
        {
            var changes = new WireReader(Life.Changes[(int)(map.Epoch - First)]);
            map = OsdMapUpdate.Apply(map, changes.Read<OsdMapIncremental>());
        }

        return WireWriter.Encode(map);
    }

    private static (uint First, byte[] Whole, List<byte[]> Changes) Read()
    {
        var reader = new WireReader(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "osdmaps", "16.2.15.bin")));
        var whole = reader.ReadBlob();
        List<byte[]> changes = [];
        while (!reader.AtEnd)
        {
            changes.Add(reader.ReadBlob());
        }

        var map = new WireReader(whole);
        return (map.Read<OsdMap>().Epoch, whole, changes);
    }
}
