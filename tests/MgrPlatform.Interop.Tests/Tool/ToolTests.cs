using System.Security.Cryptography;
using System.Text;
using MgrPlatform.Interop.Tests.Clusters;
using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Interop.Tests.Tool;

/// <summary>
/// <c>mgrp ceph</c> beside the official tool of the cluster's own release: the same words, answer, remarks and exit code.
/// </summary>
/// <param name="options">Lines for our ceph.conf, in front of the cluster's.</param>
public abstract class ToolTests(ClusterFixture fixture, string options)
{
    /// <summary>The cluster may change between two questions; it must hold still for one pair of them.</summary>
    private const int Attempts = 5;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("osd dump")]
    [InlineData("osd dump -f json")]
    [InlineData("osd dump -f json-pretty")]
    [InlineData("osd tree")]
    [InlineData("osd tree -f json")]
    [InlineData("osd tree -f json-pretty")]
    [InlineData("fs dump")]
    [InlineData("fs dump -f json")]
    [InlineData("mgr dump")]
    [InlineData("mgr dump -f json-pretty")]
    [InlineData("mon dump")]
    [InlineData("mon dump -f json")]
    [InlineData("osd pool ls detail")]
    [InlineData("fsid")]
    [InlineData("versions")]
    [InlineData("config dump")]
    [InlineData("config-key ls")]
    [InlineData("auth ls")]
    [InlineData("tell osd.0 version")]
    [InlineData("tell mon.a version")]
    [InlineData("tell mgr version")]
    [InlineData("tell mds.m version")]
    [InlineData("tell osd.* version")]
    [InlineData("osd df plain")]
    [InlineData("fs status")]
    [InlineData("fs status -f json")]
    [InlineData("tell osd.0 help")]
    public async Task An_answer_is_the_same_byte_for_byte(string words)
    {
        var (cluster, mgrp) = await ConnectAsync();
        CephRun ours, theirs;
        var attempt = 0;
        do
        {
            ours = await mgrp.RunAsync(words);
            theirs = await cluster.CephAsync(words, Token);
        }
        while (!IsSame(ours, theirs) && ++attempt < Attempts);

        Assert.Equal(theirs.ExitCode, ours.ExitCode);
        if (words.EndsWith("help", StringComparison.Ordinal))
        {
            return; // Ours is laid out in its own way.
        }

        Assert.Equal(Remarks(theirs), Remarks(ours));
        Assert.Equal(theirs.Text, ours.Text);
        Assert.Equal(theirs.Output, ours.Output);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("-s")]
    [InlineData("status -f json-pretty")]
    [InlineData("health detail")]
    [InlineData("pg dump")]
    [InlineData("pg dump -f json")]
    [InlineData("pg stat")]
    [InlineData("df")]
    [InlineData("osd df")]
    [InlineData("pg 1.0 query")]
    [InlineData("ping mon.a")]
    [InlineData("log last 20")]
    public async Task An_answer_is_the_same_but_for_what_moves(string words)
    {
        var (cluster, mgrp) = await ConnectAsync();
        CephRun ours, theirs;
        var attempt = 0;
        do
        {
            ours = await mgrp.RunAsync(words);
            theirs = await cluster.CephAsync(words, Token);
        }
        while (!IsSame(ours, theirs) && Moving.Out(ours.Text) != Moving.Out(theirs.Text) && ++attempt < Attempts);

        Assert.Equal(theirs.ExitCode, ours.ExitCode);
        Assert.Equal(Remarks(theirs), Remarks(ours));
        Assert.Equal(Moving.Out(theirs.Text), Moving.Out(ours.Text));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65536)]
    public async Task A_binary_value_goes_in_and_comes_out(int size)
    {
        var (cluster, mgrp) = await ConnectAsync();
        var value = RandomNumberGenerator.GetBytes(size);
        var key = $"mgrp/test/{GetType().Name}/{size}";
        if (size == 0)
        {
            var empty = await mgrp.RunAsync(["config-key", "set", key, ""]);
            Assert.True(empty.ExitCode == 0, empty.Everything);
        }
        else
        {
            var set = await mgrp.RunAsync(["config-key", "set", key, "-i", "-"], value);
            Assert.Equal((0, "", $"set {key}\n"), (set.ExitCode, set.Text, set.Error));
        }

        Assert.Equal(value, (await mgrp.RunAsync(["config-key", "get", key])).Output);
        Assert.Equal(value, (await cluster.CephAsync(["config-key", "get", key], default, Token)).Output);
        Assert.Contains($"\"{key}\"", (await mgrp.RunAsync("config-key ls")).Text, StringComparison.Ordinal);

        var removed = await mgrp.RunAsync(["config-key", "rm", key]);
        Assert.Equal((0, "key deleted\n"), (removed.ExitCode, removed.Error));
        Assert.DoesNotContain($"\"{key}\"", (await cluster.CephAsync("config-key ls", Token)).Text, StringComparison.Ordinal);
        await AssertSameAsync(cluster, mgrp, $"config-key rm {key}");
        await AssertSameAsync(cluster, mgrp, $"config-key get {key}");
    }

    [Fact]
    public async Task An_answer_goes_into_a_file()
    {
        var (cluster, mgrp) = await ConnectAsync();
        var file = Path.Combine(cluster.Folder, $"{GetType().Name}.out");

        var run = await mgrp.RunAsync(["mon", "dump", "-f", "json", "-o", file]);

        Assert.Equal((0, ""), (run.ExitCode, run.Text));
        var theirs = await cluster.CephAsync("mon dump -f json", Token);
        Assert.Equal(theirs.Text, "\n" + await File.ReadAllTextAsync(file, Token));
    }

    [Fact]
    public async Task An_option_that_one_tool_sets_the_other_gets()
    {
        var (cluster, mgrp) = await ConnectAsync();
        try
        {
            var set = await mgrp.RunAsync("config set osd.0 debug_ms 1/5");
            Assert.Equal((0, "", ""), (set.ExitCode, set.Text, set.Error));
            await AssertSameAsync(cluster, mgrp, "config get osd.0 debug_ms");
            await AssertSameAsync(cluster, mgrp, "config get osd.0");
            await AssertSameAsync(cluster, mgrp, "config dump");
            await AssertSameAsync(cluster, mgrp, "config set osd.0 no_such_option 1");
            await AssertSameAsync(cluster, mgrp, "config get osd.0 no_such_option");
        }
        finally
        {
            await mgrp.RunAsync("config rm osd.0 debug_ms");
        }
    }

    [Fact]
    public async Task A_line_that_is_logged_is_in_the_log()
    {
        var (cluster, mgrp) = await ConnectAsync();
        var line = $"mgrp was here {Guid.NewGuid()}";

        var run = await mgrp.RunAsync(["log", .. line.Split(' ')]);

        Assert.Equal((0, "", ""), (run.ExitCode, run.Text, run.Error));
        await TestKit.Eventually.SeeAsync(
            () => cluster.AskAsync("log last 200 info cluster", Token), log => log.Contains(line, StringComparison.Ordinal), line, Token);
    }

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("osd tre")]
    [InlineData("osd frobnicate x")]
    [InlineData("osd pool get")]
    [InlineData("osd pool create")]
    [InlineData("osd pool get fsmeta")]
    [InlineData("osd pool get fsmeta frobnicate")]
    [InlineData("osd reweight 0 x")]
    [InlineData("osd df plain too many words")]
    [InlineData("osd pool ls --frobnicate")]
    [InlineData("mon dump -f json x")]
    public async Task Words_that_are_no_command_are_refused_with_the_official_lines(string words)
    {
        var (cluster, mgrp) = await ConnectAsync();

        var ours = await mgrp.RunAsync(words);
        var theirs = await cluster.CephAsync(words, Token);

        Assert.Equal((theirs.ExitCode, theirs.Text), (ours.ExitCode, ours.Text));
        var expected = theirs.Error.TrimEnd();
        Assert.StartsWith(expected, ours.Error, StringComparison.Ordinal);
        Assert.Matches(@"^(; did you mean '[a-z -]+'\?)?\n$", ours.Error[expected.Length..]); // More than the official tool says.
    }

    [Theory]
    [InlineData("osd pool get nosuchpool size")]
    [InlineData("config-key get nosuchkey")]
    [InlineData("osd lost 0")]
    [InlineData("fs rm nosuchfs")]
    [InlineData("osd down 99")]
    [InlineData("pg 99.0 query")]
    [InlineData("tell osd.99 version")]
    [InlineData("tell mon.nosuch version")]
    [InlineData("tell osd.x version")]
    [InlineData("tell foo version")]
    [InlineData("tell osd.0")]
    [InlineData("ping mon.nosuch")]
    [InlineData("ping osd.0")]
    public async Task A_refusal_has_the_official_exit_code_and_a_line_that_begins_like_the_official_one(string words)
    {
        var (cluster, mgrp) = await ConnectAsync();

        var ours = await mgrp.RunAsync(words);
        var theirs = await cluster.CephAsync(words, Token);

        Assert.Equal((theirs.ExitCode, theirs.Text), (ours.ExitCode, ours.Text));
        if (Remarks(theirs).StartsWith("Error E", StringComparison.Ordinal))
        {
            Assert.StartsWith(Remarks(theirs).TrimEnd(), ours.Error, StringComparison.Ordinal);
        }

        Assert.Equal(1, ours.Error.Count(static character => character == '\n'));
    }

    [Fact]
    public async Task The_log_is_followed()
    {
        var (cluster, mgrp) = await ConnectAsync();
        using var process = System.Diagnostics.Process.Start(Redirected(mgrp.StartInfo(["-w"])))!;
        try
        {
            var text = $"watched {Guid.NewGuid()}";
            await TestKit.Eventually.SeeAsync(
                process.StandardOutput.ReadLineAsync, static line => line!.Contains("pgs:", StringComparison.Ordinal), "status", Token);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
            limit.CancelAfter(TestKit.Eventually.Limit);
            var found = FindAsync(process.StandardOutput, text, limit.Token);
            await TestKit.Eventually.SeeAsync(
                async () =>
                {
                    await cluster.AskAsync($"log {text}", Token); // Until we have subscribed nobody tells us.
                    await Task.WhenAny(found, Task.Delay(TimeSpan.FromSeconds(1), Token));
                    return found.IsCompleted;
                },
                static isFound => isFound,
                text,
                Token);
            Assert.Matches($@"^\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{{6}}\+0000 client\.admin \[INF\] {text}$", await found);
        }
        finally
        {
            process.Kill();
        }
    }

    private protected async Task<(RealCluster Cluster, Mgrp Mgrp)> ConnectAsync()
    {
        var cluster = await fixture.GetAsync();
        return (cluster, new Mgrp(await cluster.WriteConfAsync($"{GetType().Name}.conf", options, Token)));
    }

    private static async Task<string> FindAsync(StreamReader lines, string text, CancellationToken cancellationToken)
    {
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.EndsWith(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new EndOfStreamException("mgrp ended");
    }

    private static System.Diagnostics.ProcessStartInfo Redirected(System.Diagnostics.ProcessStartInfo info)
    {
        info.RedirectStandardOutput = true;
        return info;
    }

    private static async Task AssertSameAsync(RealCluster cluster, Mgrp mgrp, string words)
    {
        var ours = await mgrp.RunAsync(words);
        var theirs = await cluster.CephAsync(words, Token);
        Assert.Equal((theirs.ExitCode, theirs.Text, Remarks(theirs)), (ours.ExitCode, ours.Text, Remarks(ours)));
    }

    private static bool IsSame(CephRun ours, CephRun theirs) =>
        ours.Output.AsSpan().SequenceEqual(theirs.Output) && Remarks(ours) == Remarks(theirs);

    /// <summary>Without what librados itself writes between the tool's lines: <c>2026-11-25T17:44:21.005+0000 7fab… -1 …</c>.</summary>
    private static string Remarks(CephRun run) => string.Concat(
        run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static line => !LibraryLine(line))
            .Select(static line => line + "\n"));

    private static bool LibraryLine(string line) =>
        line.Length > 42 && line[4] == '-' && line[10] == 'T' && line.AsSpan(28, 14).Trim().ContainsAnyInRange('0', 'f');
}
