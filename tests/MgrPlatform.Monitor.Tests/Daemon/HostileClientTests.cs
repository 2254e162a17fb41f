using System.Globalization;
using System.Text.Json;
using MgrPlatform.Monitor.Tests.Harness;
using MgrPlatform.Wire.Messages;

namespace MgrPlatform.Monitor.Tests.Daemon;

/// <summary>
/// Clients that have a key and send what no client sends. A monitor that dies of one message dies of it on every member, for a client asks
/// elsewhere; so none may. <c>MGRP_SEED</c> repeats a run, <c>MGRP_HOSTILE_ROUNDS</c> makes it longer.
/// </summary>
public sealed class HostileClientTests(ITestOutputHelper output)
{
    private const int Rounds = 40;
    private const int CommandRounds = 25;
    private const string Lone = "lone surrogate";
    private static readonly string[] Malformed = [
        "", "{", "[]", "null", "1", "\"\"", "{}", "{\"prefix\":1}", "{\"prefix\":[\"osd\"]}", "{\"prefix\":\"\\ud800\"}",
        new string('[', 5000),
    ];
    private static readonly string[] Names = ["client.admin", "osd.0", "osd.3", "mgr.x", "mds.a", "client.x"];

    [Fact]
    public void No_message_of_a_client_ends_a_monitor_or_keeps_others_from_writing()
    {
        var seed = Setting("MGRP_SEED") ?? Random.Shared.Next();
        output.WriteLine($"MGRP_SEED={seed}");
        var random = new Random(seed);
        var captured = CapturedMessages.Load();
        SortedDictionary<string, string> failures = new(StringComparer.Ordinal);
        var given = 0;
        var cluster = new TestCluster(3).Start();
        var clients = Connect(cluster);
        for (var round = 0; round < (Setting("MGRP_HOSTILE_ROUNDS") ?? Rounds); round++)
        {
            foreach (var original in captured)
            {
                var message = (round == 0 ? original : original.Damage(random)).Decode();
                if (message is null)
                {
                    continue;
                }

                given++;
                var client = random.Next(clients.Count);
                if (Try(cluster, () => Give(cluster, clients[client], message)) is { } failure)
                {
                    failures.TryAdd(failure.Where, $"{original.File}: {failure.What}");
                    cluster = new TestCluster(3).Start();
                    clients = Connect(cluster);
                }
                else if (!clients[client].IsOpen)
                {
                    clients[client] = cluster.Connect(clients[client].Monitor, Names[client]);
                }
            }

            cluster.Pass(TimeSpan.FromSeconds(1));
            Assert.Equal(0, cluster.Connect("b").Run("config-key set", "key", "honest", "val", "yes").Code);
        }

        Assert.True(given > captured.Count, $"only {given} messages could be read");
        Assert.True(failures.Count == 0, $"seed {seed}:\n{string.Join("\n\n", failures.Values)}");
    }

    [Fact]
    public void No_arguments_of_any_command_end_a_monitor()
    {
        var seed = Setting("MGRP_SEED") ?? Random.Shared.Next();
        output.WriteLine($"MGRP_SEED={seed}");
        var random = new Random(seed);
        SortedDictionary<string, string> failures = new(StringComparer.Ordinal);
        var (cluster, client) = Inhabited();
        var commands = JsonDocument.Parse(client.Run("get_command_descriptions").Output).RootElement.EnumerateObject()
            .Select(static command => command.Value.GetProperty("sig")).ToList();
        Assert.True(commands.Count > 100);
        for (var i = 0; i < commands.Count * (Setting("MGRP_HOSTILE_ROUNDS") ?? CommandRounds); i++)
        {
            var command = i < Malformed.Length ? Malformed[i] : Nonsense(commands[random.Next(commands.Count)], random);
            if (Try(cluster, () => Ask(cluster, client, command, Input(random))) is { } failure)
            {
                failures.TryAdd(failure.Where, $"{command}: {failure.What}");
                (cluster, client) = Inhabited();
            }
            else if (!cluster.Monitors["a"].IsRunning || !client.IsOpen)
            {
                (cluster, client) = Inhabited(); // An administrator may take the monitor out of the map.
            }
        }

        Assert.True(failures.Count == 0, $"seed {seed}:\n{string.Join("\n\n", failures.Values)}");
    }

    [Theory]
    [InlineData("{\"prefix\":\"osd reweightn\",\"weights\":\"x\"}", "unable to parse 'weights' value 'x'")]
    [InlineData("{\"prefix\":\"osd reweightn\",\"weights\":[1]}", "unable to parse 'weights' value '[1]'")]
    [InlineData("{\"prefix\":\"osd new\",\"id\":-3}", "invalid osd id -3")]
    [InlineData("{\"prefix\":\"osd new\",\"id\":2000000000}", "invalid osd id 2000000000")]
    [InlineData("{\"prefix\":\"\\ud800\"}", "unparseable JSON")]
    public void A_command_that_ended_a_monitor_once_is_refused(string command, string status)
    {
        var (cluster, client) = Inhabited();
        var transaction = client.Send(new Wire.Messages.Commands.MMonCommand(0, TestCluster.Fsid, [command]));
        cluster.Settle();

        var answer = client.Answer(transaction)!;
        Assert.Equal(-22, answer.Result);
        Assert.StartsWith(status, answer.Status, StringComparison.Ordinal);
    }

    private static List<TestClient> Connect(TestCluster cluster) =>
        [.. Names.Select((name, i) => cluster.Connect(((char)('a' + (i % 3))).ToString(), name))];

    private static void Give(TestCluster cluster, TestClient client, Message message)
    {
        client.Send(message);
        cluster.Settle();
        Assert.All(cluster.Monitors.Values, static monitor => Assert.True(monitor.IsRunning, $"it left: {monitor.Exit}"));
    }

    private static void Ask(TestCluster cluster, TestClient client, string command, byte[] input)
    {
        client.Send(new Wire.Messages.Commands.MMonCommand(0, TestCluster.Fsid, [command]) { Data = input });
        cluster.Settle();
    }

    /// <summary>A monitor that knows something: an OSD in the tree, a pool, keys, settings, a file system.</summary>
    private static (TestCluster Cluster, TestClient Client) Inhabited()
    {
        var cluster = new TestCluster(1).Start();
        var client = cluster.Connect("a");
        client.Run("osd new", "uuid", "3f6b1b7e-5b3d-4d55-a3f8-0c6a1ac1d0aa");
        client.Run(new Dictionary<string, object>
        {
            ["prefix"] = "osd crush add", ["id"] = "osd.0", ["weight"] = 1.0, ["args"] = new[] { "host=x", "root=default" },
        });
        client.Run("osd pool create", "pool", "p");
        client.Run("osd pool create", "pool", "q");
        client.Run("fs new", "fs_name", "f", "metadata", "p", "data", "q");
        client.Run("auth get-or-create", "entity", "client.x");
        client.Run("config set", "who", "osd", "name", "osd_max_backfills", "value", "4");
        client.Run("config-key set", "key", "x", "val", "y");
        return (cluster, client);
    }

    private static byte[] Input(Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                var bytes = new byte[random.Next(200)];
                random.NextBytes(bytes);
                return bytes;
            case 1:
                return System.Text.Encoding.UTF8.GetBytes("[client.y]\n\tkey = x\n\tcaps mon = \"allow");
            case 2:
                return System.Text.Encoding.UTF8.GetBytes("{\"cephx_secret\": 1, \"x\": [\"\\ud800\"]}");
            default:
                return [];
        }
    }

    private static (string Where, string What)? Try(TestCluster cluster, Action act)
    {
        try
        {
            act();
            return null;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // What it was does not matter: each is one way to end a monitor.
            var where = error.StackTrace?.Split('\n')
                .FirstOrDefault(static line => line.Contains("MgrPlatform", StringComparison.Ordinal)) ?? "";
            return ($"{error.GetType().Name} {where}", $"{error.GetType().Name} at {cluster.Elapsed}: {error.Message}\n{error.StackTrace}");
        }
    }

    /// <summary>The words of the command, and for each argument something, of the right kind or not, or nothing.</summary>
    private static string Nonsense(JsonElement signature, Random random)
    {
        List<string> words = [];
        Dictionary<string, object?> command = new(StringComparer.Ordinal);
        foreach (var part in signature.EnumerateArray())
        {
            if (part.ValueKind == JsonValueKind.String)
            {
                words.Add(part.GetString()!);
            }
            else if (random.Next(6) > 0)
            {
                command[part.GetProperty("name").GetString()!] = Value(part, random);
            }
        }

        command["prefix"] = string.Join(' ', words);
        if (random.Next(2) == 0)
        {
            command["format"] = random.Next(3) == 0 ? "xml" : "json";
        }

        return JsonSerializer.Serialize(command).Replace(Lone, "\\ud800", StringComparison.Ordinal);
    }

    private static object? Value(JsonElement parameter, Random random)
    {
        string[] likely = parameter.TryGetProperty("strings", out var strings)
            ? strings.GetString()!.Split('|')
            : ["osd.0", "0", "x", "a", "p", "f", "default", "host", "mgr.x", "client.x", "127.0.0.1:1/2", "1.0", "allow *", "replicated"];
        return random.Next(16) switch
        {
            0 => null,
            1 => random.Next(-3, 4),
            2 => long.MaxValue,
            3 => -1e300,
            4 => "",
            5 => new string('a', 300),
            6 => new[] { "osd.0", "1", "\u0000" },
            7 => new object?[] { 1, null, new { a = 1 } },
            8 => new { nested = "yes" },
            9 => random.Next(2) == 0,
            10 => "1.797e309",
            11 => Lone,
            12 => new[] { "x", Lone },
            13 => "\ud83d\ude00 {} [] \n / .. %s",
            _ => likely[random.Next(likely.Length)],
        };
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;
}
