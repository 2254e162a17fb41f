using System.Text;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Messenger;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Messages.Auth;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Messages.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Tests.Monitors;

public sealed class SessionTests
{
    private const string Status = "{\"prefix\":\"status\"}";

    private static readonly TimeSpan Later = TimeSpan.FromMinutes(5);

    [Fact]
    public void We_are_connected_when_monmap_and_configuration_have_come()
    {
        var harness = new MachineHarness().Step(new MonitorClientInput.Started()).Open(1);
        Assert.Equal(["config", "monmap"], harness.Sent.OfType<MMonSubscribe>().Single().Wanted.Keys.Order());

        harness.Receive(1, new MConfig(new Dictionary<string, string> { ["a"] = "b" }));
        Assert.DoesNotContain(harness.Last, static effect => effect is MonitorClientEffect.Connected);
        harness.Receive(1, new MMonMap(MachineHarness.Map(1)));

        Assert.Contains(harness.Last, static effect => effect is MonitorClientEffect.Connected);
    }

    [Fact]
    public void A_daemon_is_connected_when_it_has_its_rotating_keys_too()
    {
        var harness = new MachineHarness(
            change: static options => options with { RotatingService = EntityType.Manager }, name: new EntityName(EntityType.Manager, "x"));
        harness.Step(new MonitorClientInput.Started()).Open(1);
        Assert.Single(harness.Sent.OfType<MAuth>());

        harness.Receive(1, new MMonMap(MachineHarness.Map(1))).Receive(1, new MConfig(new Dictionary<string, string>()));
        Assert.DoesNotContain(harness.Last, static effect => effect is MonitorClientEffect.Connected);
        harness.Receive(1, harness.Rotating(EntityType.Manager));

        Assert.Contains(harness.Last, static effect => effect is MonitorClientEffect.Connected);
        Assert.Equal(3, harness.Last.OfType<MonitorClientEffect.RotatingKeysChanged>().Single().Keys.Keys.Count);
    }

    [Fact]
    public void A_command_waits_for_the_monmap_and_is_sent_again_with_the_same_number_after_a_reconnect()
    {
        var harness = new MachineHarness().Step(new MonitorClientInput.Started()).Open(1);
        harness.Step(new MonitorClientInput.CommandGiven(7, Status, Encoding.ASCII.GetBytes("in"), Later));
        Assert.Empty(harness.Sent.OfType<MMonCommand>());

        harness.Receive(1, new MMonMap(MachineHarness.Map(1)));
        AssertSent();
        harness.Pass(TimeSpan.FromSeconds(5)).Close(1).Open(2);
        AssertSent();
        harness.Receive(2, new MMonCommandAck(0, 0, "fine", [Status]) { Data = Encoding.ASCII.GetBytes("out") }, transactionId: 7);

        var answer = harness.Last.OfType<MonitorClientEffect.Answered>().Single();
        Assert.Equal((7UL, 0, "fine", "out"), (answer.Id, answer.Result.Code, answer.Result.Status, answer.Result.Text));
        harness.Close(2).Pass(TimeSpan.FromSeconds(1)).Open(3);
        Assert.Empty(harness.Sent.OfType<MMonCommand>());

        void AssertSent()
        {
            var sent = harness.Last.OfType<MonitorClientEffect.Send>().Single(static send => send.Message is MMonCommand);
            var command = (MMonCommand)sent.Message;
            Assert.Equal(
                (7UL, MachineHarness.Fsid, Status, "in"),
                (sent.TransactionId, command.Fsid, command.Command[0], Encoding.ASCII.GetString(command.Data.Span)));
        }
    }

    [Fact]
    public void A_command_without_an_answer_ends_at_its_deadline_connected_or_not()
    {
        var harness = new MachineHarness().Step(new MonitorClientInput.Started());
        harness.Step(new MonitorClientInput.CommandGiven(1, Status, default, TimeSpan.FromSeconds(2)));
        harness.Close(1, CloseKind.ConnectionRefused).Pass(TimeSpan.FromSeconds(2));
        var lost = harness.Last.OfType<MonitorClientEffect.Answered>().Single().Result;
        Assert.Equal(-Errno.TimedOut, lost.Code);
        Assert.Contains("it broke", lost.Status, StringComparison.Ordinal);

        harness = new MachineHarness().Connect();
        harness.Step(new MonitorClientInput.CommandGiven(2, Status, default, TimeSpan.FromSeconds(9)));
        harness.Pass(TimeSpan.FromSeconds(9));

        Assert.Contains(
            "does not answer", harness.Last.OfType<MonitorClientEffect.Answered>().Single().Result.Status, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_commands_are_answered_EAGAIN_and_an_abandoned_one_makes_room()
    {
        var harness = new MachineHarness(change: static options => options with { CommandLimit = 2 }).Connect();
        harness.Step(new MonitorClientInput.CommandGiven(1, Status, default, Later));
        harness.Step(new MonitorClientInput.CommandGiven(2, Status, default, Later));

        harness.Step(new MonitorClientInput.CommandGiven(3, Status, default, Later));
        Assert.Equal(-Errno.Again, harness.Last.OfType<MonitorClientEffect.Answered>().Single().Result.Code);
        harness.Step(new MonitorClientInput.Abandoned(1));
        harness.Step(new MonitorClientInput.CommandGiven(4, Status, default, Later));

        Assert.Single(harness.Sent.OfType<MMonCommand>());
    }

    [Fact]
    public void A_late_answer_is_nobodys()
    {
        var harness = new MachineHarness().Connect();
        harness.Step(new MonitorClientInput.CommandGiven(1, Status, default, Later)).Step(new MonitorClientInput.Abandoned(1));

        harness.Receive(1, new MMonCommandAck(0, 0, "", [Status]), transactionId: 1);

        Assert.Empty(harness.Last);
    }

    [Fact]
    public void Versions_are_asked_for_and_asked_again_after_a_reconnect()
    {
        var harness = new MachineHarness().Connect();
        harness.Step(new MonitorClientInput.VersionAsked(5, "osdmap", Later));
        Assert.Equal(new MMonGetVersion(5, "osdmap"), harness.Sent.Single());

        harness.Pass(TimeSpan.FromSeconds(5)).Close(1).Open(2);
        Assert.Single(harness.Sent.OfType<MMonGetVersion>());
        harness.Receive(2, new MMonGetVersionReply(5, 30, 1));

        Assert.Equal(new MonitorClientEffect.VersionAnswered(5, 30, 1), harness.Last.Single());
    }

    [Fact]
    public void Closing_answers_whoever_waits()
    {
        var harness = new MachineHarness().Connect();
        harness.Step(new MonitorClientInput.CommandGiven(1, Status, default, Later)).Step(new MonitorClientInput.Stopped());

        Assert.Equal(-Errno.NotConnected, harness.Last.OfType<MonitorClientEffect.Answered>().Single().Result.Code);
        Assert.Single(harness.Last.OfType<MonitorClientEffect.Close>());
        harness.Step(new MonitorClientInput.CommandGiven(2, Status, default, Later));
        Assert.Equal(-Errno.NotConnected, harness.Last.OfType<MonitorClientEffect.Answered>().Single().Result.Code);
    }

    [Fact]
    public void After_a_reconnect_subscriptions_go_on_where_they_were()
    {
        var harness = new MachineHarness().Connect();
        harness.Step(new MonitorClientInput.SubscriptionWanted("mgrmap", 0, Once: false));
        harness.Step(new MonitorClientInput.SubscriptionWanted("osdmap", 0, Once: true));
        harness.Step(new MonitorClientInput.SubscriptionWanted("fsmap", 0, Once: false));
        harness.Step(new MonitorClientInput.SubscriptionDropped("fsmap"));
        harness.Receive(1, new MMgrMap(new MgrMap { Epoch = 12 }));

        harness.Pass(TimeSpan.FromSeconds(5)).Close(1).Open(2);

        var wanted = harness.Sent.OfType<MMonSubscribe>().Single().Wanted;
        Assert.Equal(
            [
                KeyValuePair.Create("config", new Subscription(0)), KeyValuePair.Create("mgrmap", new Subscription(13)),
                KeyValuePair.Create("monmap", new Subscription(2)),
                KeyValuePair.Create("osdmap", new Subscription(0, SubscriptionFlags.Once)),
            ],
            wanted.OrderBy(static pair => pair.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void An_older_map_is_no_news_but_a_blank_one_is()
    {
        var harness = new MachineHarness().Connect();
        harness.Receive(1, new MMgrMap(new MgrMap { Epoch = 12 }));
        Assert.Single(harness.Last);

        Assert.Empty(harness.Receive(1, new MMgrMap(new MgrMap { Epoch = 11 })).Last);
        Assert.Single(harness.Receive(1, new MMgrMap(new MgrMap())).Last);
    }

    [Fact]
    public void Of_the_log_only_one_level_is_subscribed_to()
    {
        var harness = new MachineHarness().Connect();
        harness.Step(new MonitorClientInput.SubscriptionWanted("log-info", 0, Once: false));
        harness.Step(new MonitorClientInput.SubscriptionWanted("log-debug", 0, Once: false));
        harness.Receive(1, new MLog(41, MachineHarness.Fsid, []));

        harness.Pass(TimeSpan.FromSeconds(5)).Close(1).Open(2);

        var wanted = harness.Sent.OfType<MMonSubscribe>().Single().Wanted;
        Assert.Equal(42UL, wanted["log-debug"].Start);
        Assert.DoesNotContain("log-info", wanted.Keys);
    }

    [Fact]
    public void Own_messages_wait_for_a_session_and_the_oldest_give_way()
    {
        var harness = new MachineHarness(change: static options => options with { MessageLimit = 2 });
        harness.Step(new MonitorClientInput.Started());
        foreach (var epoch in (ulong[])[1, 2, 3])
        {
            harness.Step(new MonitorClientInput.MessageGiven(new MOSDAlive(epoch, 1)));
        }

        harness.Open(1);

        Assert.Equal([2UL, 3UL], harness.Sent.OfType<MOSDAlive>().Select(static alive => alive.PaxosVersion));
        harness.Step(new MonitorClientInput.MessageGiven(new MOSDAlive(4, 1)));
        Assert.Single(harness.Sent);
    }

    [Fact]
    public void The_null_map_that_dismisses_a_manager_does_not_keep_later_maps_out()
    {
        var harness = new MachineHarness().Connect();
        harness.Receive(1, new MMgrMap(new MgrMap { Epoch = 12 }));

        var dismissal = Assert.Single(harness.Receive(1, new MMgrMap(new MgrMap { Epoch = uint.MaxValue })).Last);
        Assert.IsType<MonitorEvent.ManagerDismissed>(Assert.IsType<MonitorClientEffect.Happened>(dismissal).Event);
        Assert.Single(harness.Receive(1, new MMgrMap(new MgrMap { Epoch = 13 })).Last);
    }

    [Fact]
    public void Of_messages_that_tell_the_whole_state_only_the_last_waits_for_a_session()
    {
        var harness = new MachineHarness();
        harness.Step(new MonitorClientInput.Started());
        foreach (var epoch in (ulong[])[1, 2, 3])
        {
            harness.Step(new MonitorClientInput.MessageGiven(new MOSDAlive(epoch, 1), ReplacesEarlier: true));
            harness.Step(new MonitorClientInput.MessageGiven(new MMonGetVersion(epoch, "osdmap")));
        }

        harness.Open(1);

        Assert.Equal([3UL], harness.Sent.OfType<MOSDAlive>().Select(static alive => alive.PaxosVersion));
        Assert.Equal(3, harness.Sent.OfType<MMonGetVersion>().Count());
    }

    [Fact]
    public void Lines_for_the_cluster_log_are_numbered_batched_and_kept_until_the_monitors_have_them()
    {
        var harness = new MachineHarness().Connect();
        Log("one");
        Assert.Equal(["1 one"], Lines());
        Log("two");
        Log("three");
        Assert.Empty(Lines());

        harness.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(["2 two", "3 three"], Lines());
        harness.Receive(1, new MLogAck(MachineHarness.Fsid, 1, "cluster")).Pass(TimeSpan.FromSeconds(4)).Close(1).Open(2);
        Assert.Equal(["2 two", "3 three"], Lines());
        harness.Receive(2, new MLogAck(MachineHarness.Fsid, 3, "cluster")).Pass(TimeSpan.FromSeconds(60));
        Assert.Empty(Lines());

        void Log(string text) => harness.Step(new MonitorClientInput.Logged(LogLevel.Information, "cluster", text));
        IEnumerable<string> Lines() =>
            harness.Sent.OfType<MLog>().SelectMany(static log => log.Entries).Select(static line => $"{line.Sequence} {line.Message}");
    }

    [Fact]
    public void When_the_log_is_full_the_oldest_lines_go_and_a_line_says_how_many()
    {
        var harness = new MachineHarness(change: static options => options with { LogLimit = 3 });
        for (var line = 1; line <= 5; line++)
        {
            harness.Step(new MonitorClientInput.Logged(LogLevel.Information, "cluster", $"line {line}"));
        }

        harness.Connect();
        harness.Pass(TimeSpan.FromSeconds(20));

        var lines = harness.Sent.OfType<MLog>().SelectMany(static log => log.Entries).ToList();
        Assert.Contains(lines, static line => line.Message.StartsWith("2 lines of client.admin were dropped", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.Message == "line 5");
    }
}
