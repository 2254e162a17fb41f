using System.Text;
using MgrPlatform.Monitor.Answers;
using MgrPlatform.Monitor.Services.ConfigKey;
using MgrPlatform.Monitor.Tests.Harness;
using MgrPlatform.Wire.Messages.Mon;

namespace MgrPlatform.Monitor.Tests.Daemon;

/// <summary>A write whose answer was lost is done once, whoever asks for it again and wherever.</summary>
public sealed class RedoneWritesTests
{
    private const ulong GlobalId = 77;

    [Fact]
    public void A_client_that_comes_back_after_its_leader_died_does_not_undo_what_others_wrote_since()
    {
        var cluster = Start();
        var client = cluster.Connect("c", globalId: GlobalId);
        AskAndLoseTheLeader(cluster, client);
        client.Close();
        cluster.Until(() => cluster.Monitors["b"].Context.IsWriteable);
        var other = cluster.Connect("b");
        Assert.Equal("tried", Get(other));
        Assert.Equal(0, Set(other, "second"));

        var again = cluster.Connect("c", globalId: GlobalId);
        var transaction = again.Ask(Write("tried"));
        cluster.Until(() => again.Answer(transaction) is not null);

        Assert.Equal((0, "set k"), (again.Answer(transaction)!.Result, again.Answer(transaction)!.Status));
        Assert.Equal("second", Get(other));
    }

    [Fact]
    public void A_monitor_that_forwards_again_after_an_election_does_not_undo_what_others_wrote_since()
    {
        var cluster = Start();
        var client = cluster.Connect("c", globalId: GlobalId);
        var other = cluster.Connect("b");
        var transaction = AskAndLoseTheLeader(cluster, client, () => other.Ask(Write("second")));
        cluster.Until(() => client.Answer(transaction) is not null && other.Answer(1) is not null);

        Assert.Equal((0, "set k"), (client.Answer(transaction)!.Result, client.Answer(transaction)!.Status));
        Assert.Equal("second", Get(other));
    }

    [Fact]
    public void What_was_answered_is_known_after_all_monitors_were_killed()
    {
        var cluster = Start();
        var client = cluster.Connect("c", globalId: GlobalId);
        Assert.Equal(0, Set(client, "tried"));
        Assert.Equal(0, Set(cluster.Connect("b"), "second"));
        foreach (var name in (string[])["a", "b", "c"])
        {
            cluster.Kill(name);
        }

        foreach (var name in (string[])["a", "b", "c"])
        {
            cluster.Restart(name);
        }

        cluster.Until(() => cluster.Monitors.Values.All(static monitor => monitor.Context.IsReadable));
        var again = cluster.Connect("a", globalId: GlobalId);

        Assert.Equal(0, Set(again, "tried"));
        Assert.Equal("second", Get(again));
    }

    [Fact]
    public void Two_copies_of_a_request_are_done_once_and_both_are_answered()
    {
        var cluster = Start();
        var versions = Versions(cluster);
        var (one, other) = (cluster.Connect("b", globalId: GlobalId), cluster.Connect("c", globalId: GlobalId));

        one.Ask(Write("tried"));
        other.Ask(Write("tried"));
        cluster.Until(() => one.Answer(1) is not null && other.Answer(1) is not null);

        Assert.Equal(0, one.Answer(1)!.Result);
        Assert.Equal(0, other.Answer(1)!.Result);
        Assert.Equal(versions + 1, Versions(cluster));
    }

    [Fact]
    public void A_copy_that_was_held_back_changes_nothing_even_if_the_request_had_nothing_to_change()
    {
        var cluster = Start();
        var client = cluster.Connect("b", globalId: GlobalId);
        Assert.Equal("key deleted", client.Run("config-key rm", "key", "k").Status);
        var other = cluster.Connect("c");
        Assert.Equal(0, Set(other, "second"));

        var copy = cluster.Connect("c", globalId: GlobalId);
        Assert.Equal("key deleted", copy.Run("config-key rm", "key", "k").Status);

        Assert.Equal("second", Get(other));
    }

    [Fact]
    public void Another_command_under_a_number_that_was_used_before_is_done()
    {
        var cluster = Start();
        Assert.Equal(0, Set(cluster.Connect("b", globalId: GlobalId), "tried"));

        var client = cluster.Connect("c", globalId: GlobalId);
        Assert.Equal(0, Set(client, "second"));
        Assert.Equal(0, Set(cluster.Connect("c", "client.x", globalId: GlobalId), "tried"));

        Assert.Equal("tried", Get(client));
    }

    [Fact]
    public void Librados_is_told_again_that_its_pool_was_made()
    {
        var cluster = Start();
        var create = new MPoolOp(0, TestCluster.Fsid, 0, 1, 0, "data", -1);
        for (var i = 0; i < 2; i++)
        {
            var client = cluster.Connect(i == 0 ? "b" : "c", globalId: GlobalId);
            client.Send(create);
            cluster.Until(() => client.All<MPoolOpReply>().Count == 1);
            Assert.Equal(0, client.All<MPoolOpReply>()[0].Result);
        }
    }

    [Fact]
    public void No_more_answers_are_kept_than_allowed_and_all_members_keep_the_same()
    {
        var cluster = new TestCluster(3, options: new() { AnswersKept = 100 }).Start();
        cluster.Until(() => cluster.Monitors.Values.All(static monitor => monitor.Context.IsReadable));
        var client = cluster.Connect("a");
        for (var i = 0; i < 400; i++)
        {
            Assert.Equal(0, Set(client, "v"));
        }

        var rows = Rows(cluster, "a");
        Assert.InRange(rows.Count, 100, 170);
        Assert.Equal(rows, Rows(cluster, "b"));
        Assert.Equal(rows, Rows(cluster, "c"));
    }

    [Fact]
    public void Old_answers_are_dropped_with_the_writes_that_follow()
    {
        var cluster = new TestCluster(1, options: new() { AnswerLife = TimeSpan.FromSeconds(5) }).Start();
        var client = cluster.Connect("a");
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(0, Set(client, "v"));
        }

        cluster.Pass(TimeSpan.FromSeconds(6));
        Assert.Equal(0, Set(client, "v"));

        Assert.Single(Rows(cluster, "a"));
    }

    /// <summary>A leader that may write, which is the member a, and peons that may be read.</summary>
    private static TestCluster Start()
    {
        var cluster = new TestCluster(3).Start();
        cluster.Until(() => cluster.Monitors.Values.All(static monitor => monitor.Context.IsReadable));
        Assert.Equal("a", cluster.Leader.Name);
        return cluster;
    }

    /// <summary>The leader dies when the others have accepted the write, and do not know yet that it is committed.</summary>
    private static ulong AskAndLoseTheLeader(TestCluster cluster, TestClient client, Action? then = null)
    {
        var transaction = client.Ask(Write("tried"));
        cluster.Settle(() => cluster.Monitors.Values.All(static monitor => monitor.Name == "a" || IsAccepted(monitor)));
        Assert.True(cluster.Monitors.Values.All(static monitor => monitor.Name == "a" || IsAccepted(monitor)));
        cluster.Monitors["a"].IsRunning = false;
        then?.Invoke();
        cluster.Kill("a");
        return transaction;
    }

    private static bool IsAccepted(TestMonitor monitor) =>
        monitor.Store.Get("paxos", "pending_v") is not null
        && monitor.Store.Read("paxos").Any(static entry => Encoding.UTF8.GetString(entry.Value).Contains("tried", StringComparison.Ordinal))
        && monitor.Store.Get(KvService.ValuesPrefix, "k") is null;

    private static ulong Versions(TestCluster cluster) => cluster.Leader.Service<KvService>().LastCommitted;

    private static List<string> Rows(TestCluster cluster, string name) =>
        [.. cluster.Monitors[name].Store.Read(AnswerBook.Prefix).Select(static row => $"{row.Key} {Convert.ToHexString(row.Value)}")];

    private static Dictionary<string, object> Write(string value) =>
        new() { ["prefix"] = "config-key set", ["key"] = "k", ["val"] = value };

    private static int Set(TestClient client, string value) => client.Run(Write(value)).Code;

    private static string Get(TestClient client) => client.Run("config-key get", "key", "k").Output;
}
