namespace MgrPlatform.Cli.Tests.Ceph;

/// <summary>The whole program against a real admin socket.</summary>
public sealed class CephRoundTripTests : IAsyncDisposable
{
    private readonly SocketCluster _cluster = new();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task The_answer_goes_to_stdout_as_it_is_and_the_status_to_stderr()
    {
        var run = await _cluster.RunAsync("-s");

        Assert.Equal(new ToolRun(0, "all is well\n", "a remark\n"), run);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_written_is_one_line_and_a_failure()
    {
        var mgrp = Path.Combine(AppContext.BaseDirectory, "mgrp.dll");

        var run = await ToolRun.RunAsync(_cluster.Folder, "bash", "-c", $"dotnet {mgrp} ceph -s > /dev/full");

        Assert.Equal(new ToolRun(1, "", "mgrp: ceph: No space left on device\n"), run);
    }

    [Theory]
    [InlineData(22, "EINVAL")]
    [InlineData(11, "EAGAIN")]
    [InlineData(110, "ETIMEDOUT")]
    public async Task A_failure_exits_with_its_errno_value_and_prints_its_name(int code, string name)
    {
        var run = await _cluster.RunAsync("fail", $"{code}");

        Assert.Equal(new ToolRun(code, "", $"Error {name}: it failed as told\n"), run);
    }

    [Fact]
    public async Task Options_after_the_words_are_bound_to_the_commands_arguments()
    {
        var run = await _cluster.RunAsync("osd", "pool", "create", "x", "--pg_num", "8", "-f", "json");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("\"pg_num\":8", Assert.Single(_cluster.Received), StringComparison.Ordinal);
        Assert.Contains("\"format\":\"json\"", Assert.Single(_cluster.Received), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_typing_mistake_gets_the_nearest_command_and_is_not_sent()
    {
        var run = await _cluster.RunAsync("fs", "statsu");

        Assert.Equal(22, run.ExitCode);
        Assert.StartsWith("Error EINVAL: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("fs status", run.Error, StringComparison.Ordinal);
        Assert.Empty(_cluster.Received);
    }

    [Fact]
    public async Task Yaml_and_templates_are_made_of_the_json_answer()
    {
        var yaml = await _cluster.RunAsync("status", "-f", "yaml");
        var template = await _cluster.RunAsync("-f", "template={{#each pools}}{{name}} {{/each}}", "status");

        Assert.Equal("health:\n  status: HEALTH_OK\npools:\n- name: a\n- name: b\n", yaml.Output);
        Assert.Equal("a b ", template.Output);
    }

    [Fact]
    public async Task An_answer_that_is_no_json_is_printed_as_it_came_with_a_remark()
    {
        var run = await _cluster.RunAsync("fs", "status", "-f", "yaml");

        Assert.Equal("fs status\n", run.Output);
        Assert.Contains("does not answer in JSON", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_sent_and_the_answer_written_to_a_file()
    {
        var folder = _cluster.Folder;
        await File.WriteAllTextAsync(Path.Combine(folder, "in"), "bytes", TestContext.Current.CancellationToken);

        var run = await _cluster.RunAsync("-i", "in", "-o", "out", "config-key", "set", "k");

        Assert.Equal(new ToolRun(0, "", ""), run);
        Assert.Equal("bytes stored", await File.ReadAllTextAsync(Path.Combine(folder, "out"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_polling_command_is_told_the_width_and_with_period_zero_asked_once()
    {
        var run = await _cluster.RunAsync("iostat", "-p", "0");

        Assert.Equal("iostat\n", run.Output);
        Assert.Contains("\"print_header\":true", Assert.Single(_cluster.Received), StringComparison.Ordinal);
        Assert.Contains("\"width\":80", Assert.Single(_cluster.Received), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_the_commands_that_begin_with_the_words()
    {
        var run = await _cluster.RunAsync("fs", "-h");

        Assert.Contains("fs status", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("osd pool create", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_clusters_words_are_completed()
    {
        var run = await ToolRun.RunMgrpAsync(_cluster.Folder, "__complete", "--", "ceph", "osd", "");

        Assert.Equal(new ToolRun(0, "pool\n", ""), run);
    }
}
