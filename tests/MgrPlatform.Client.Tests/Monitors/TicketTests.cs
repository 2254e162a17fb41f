using MgrPlatform.Client.Monitors;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Messages.Auth;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Tests.Monitors;

public sealed class TicketTests
{
    private static readonly EntityName Manager = new(EntityType.Manager, "x");

    [Fact]
    public void Tickets_of_sixty_seconds_are_renewed_every_forty_five_seconds_for_an_hour()
    {
        var harness = new MachineHarness();
        harness.Keys.TicketLife = TimeSpan.FromSeconds(60);
        harness.Connect();
        var tickets = harness.Tickets(4101);
        harness = Reconnect(harness, tickets);
        var renewals = 0;

        while (harness.Now < TimeSpan.FromHours(1))
        {
            var issued = harness.Now;
            harness.Pass(TimeSpan.FromSeconds(45));
            var request = Assert.Single(harness.Sent.OfType<MAuth>());
            Assert.InRange(harness.Now - issued, TimeSpan.FromSeconds(44), TimeSpan.FromSeconds(59));
            harness.Keys.Rotate();

            harness.Receive(2, harness.Renew(request, tickets));

            var renewed = harness.Last.OfType<MonitorClientEffect.TicketsChanged>().Single().Tickets!;
            Assert.Equal(4, renewed.Services.Count);
            Assert.NotEqual(tickets.Services[EntityType.Osd].Blob.KeyId, renewed.Services[EntityType.Osd].Blob.KeyId);
            tickets = renewed;
            renewals++;
        }

        Assert.InRange(renewals, 79, 81);
    }

    [Fact]
    public void A_request_that_an_election_has_swallowed_is_repeated()
    {
        var harness = new MachineHarness();
        harness.Keys.TicketLife = TimeSpan.FromSeconds(60);
        harness.Connect();

        harness.Pass(TimeSpan.FromSeconds(75));

        Assert.Equal(4, harness.Sent.OfType<MAuth>().Count());
    }

    [Fact]
    public void The_AUTH_ticket_is_renewed_by_a_new_login_that_keeps_the_global_id()
    {
        var harness = new MachineHarness(change: static options => options with { Services = EntityType.None });
        harness.Keys.AuthTicketLife = TimeSpan.FromHours(4);
        harness.Keys.TicketLife = TimeSpan.FromHours(72);
        harness.Connect();

        harness.Pass(TimeSpan.FromHours(3));

        Assert.Contains(harness.Last, static effect => effect is MonitorClientEffect.Close { Connection: 1 });
        Assert.Equal(4101UL, harness.Opens.First().Earlier!.GlobalId);
    }

    [Fact]
    public void When_the_monitors_refuse_our_AUTH_ticket_we_log_in_again()
    {
        var harness = new MachineHarness();
        harness.Keys.TicketLife = TimeSpan.FromSeconds(60);
        harness.Connect().Pass(TimeSpan.FromSeconds(45));

        harness.Receive(1, new MAuthReply(2, 0, 4101, WireWriter.Encode(new ServiceTicketsReply(-13, null)), ""));

        Assert.Single(harness.Opens);
    }

    [Fact]
    public void A_doubted_ticket_is_renewed_at_once()
    {
        var harness = new MachineHarness().Connect();

        harness.Step(new MonitorClientInput.TicketsDoubted());

        Assert.Single(harness.Sent.OfType<MAuth>());
        Assert.Empty(harness.Step(new MonitorClientInput.TicketsDoubted()).Sent);
    }

    [Fact]
    public void Rotating_keys_are_fetched_again_after_each_rotation()
    {
        var harness = Daemon();
        var asked = 0;

        while (harness.Now < TimeSpan.FromMinutes(30))
        {
            harness.Pass(TimeSpan.FromSeconds(66));
            asked += harness.Sent.OfType<MAuth>().Count(IsForRotatingKeys);
            harness.Keys.Rotate();
            harness.Receive(1, harness.Rotating(EntityType.Manager));
        }

        Assert.InRange(asked, 26, 28);
    }

    [Fact]
    public void Keys_that_have_not_been_replaced_yet_are_asked_for_again_with_a_pause()
    {
        var harness = Daemon();

        harness.Pass(TimeSpan.FromSeconds(66));
        Assert.Single(harness.Sent.OfType<MAuth>(), IsForRotatingKeys);
        harness.Receive(1, Stale(harness));

        Assert.DoesNotContain(harness.Pass(TimeSpan.FromSeconds(7.4)).Sent.OfType<MAuth>(), IsForRotatingKeys);
        Assert.Single(harness.Pass(TimeSpan.FromSeconds(0.2)).Sent.OfType<MAuth>(), IsForRotatingKeys);
    }

    [Fact]
    public void When_the_services_keys_are_wiped_tickets_and_rotating_keys_are_renewed()
    {
        var harness = Daemon();

        harness.Receive(1, new MMonMap(MachineHarness.Map(1, epoch: 2, authEpoch: 12)));

        Assert.Equal(2, harness.Sent.OfType<MAuth>().Count());
    }

    [Fact]
    public void Strangers_with_bad_tickets_do_not_make_us_ask_for_keys_all_the_time()
    {
        var harness = Daemon();
        var asked = 0;

        for (var i = 0; i < 100; i++)
        {
            harness.Step(new MonitorClientInput.RotatingKeysDoubted());
            asked += harness.Sent.OfType<MAuth>().Count();
            harness.Pass(TimeSpan.FromSeconds(0.1));
            asked += harness.Sent.OfType<MAuth>().Count();
        }

        Assert.InRange(asked, 1, 3);
    }

    private static MachineHarness Daemon()
    {
        var harness = new MachineHarness(change: static options => options with { RotatingService = EntityType.Manager }, name: Manager);
        harness.Keys.TicketLife = TimeSpan.FromSeconds(60);
        harness.Connect();
        harness.Keys.TicketLife = TimeSpan.FromSeconds(60);
        return harness.Receive(1, harness.Rotating(EntityType.Manager));
    }

    private static MachineHarness Reconnect(MachineHarness harness, Messenger.Auth.ClientTickets tickets)
    {
        harness.Pass(TimeSpan.FromSeconds(5)).Close(1).Open(2, tickets: tickets);
        return harness;
    }

    /// <summary>The keys as they were when the current one expired.</summary>
    private static MAuthReply Stale(MachineHarness harness)
    {
        var keys = harness.Keys.Rotating(EntityType.Manager, UTime.From(harness.Moment.Wall.ToTimeSpan() - TimeSpan.FromSeconds(66)));
        var sealedKeys = Envelope.Seal(harness.Keys.Find(Manager)!.Key, KeyUsage.RotatingKeys, keys, TestKeys.Random);
        return new MAuthReply(2, 0, 0, WireWriter.Encode(new RotatingKeysReply(0, sealedKeys)), "");
    }

    private static bool IsForRotatingKeys(MAuth request) => request.Payload.Length == 2;
}
