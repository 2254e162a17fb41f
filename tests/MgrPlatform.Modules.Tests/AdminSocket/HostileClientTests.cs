using MgrPlatform.Modules.AdminSocket;
using MgrPlatform.Modules.Commands;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Modules.Tests.AdminSocket;

public sealed class HostileClientTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly SocketFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_request_that_drips_in_is_given_up()
    {
        await using var server = Start(new() { Path = _folder.Socket, RequestTime = TimeSpan.FromMilliseconds(300) });
        using var client = RawClient.Connect(_folder.Socket);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var answer = client.ReadAsync();
        while (!answer.IsCompleted && await client.SendAsync([(byte)'{']))
        {
            await tick.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        Assert.Contains("ERROR: (110) Connection timed out\nthe request did not arrive within 0.3 s", await answer, StringComparison.Ordinal);
        await AwaitNoConnectionsAsync(server);
    }

    [Fact]
    public async Task A_client_that_leaves_in_the_middle_costs_nothing()
    {
        await using var server = Start(new() { Path = _folder.Socket });
        using (var client = RawClient.Connect(_folder.Socket))
        {
            await client.SendAsync("{\"prefix\":");
        }

        await AwaitNoConnectionsAsync(server);
        Assert.Equal("[1]2", await RawClient.AskAsync(_folder.Socket, "{\"prefix\":\"0\"}\0"));
    }

    [Fact]
    public async Task A_half_closed_connection_gets_no_answer_to_half_a_request_and_one_to_a_whole()
    {
        await using var server = Start(new() { Path = _folder.Socket });
        using var half = RawClient.Connect(_folder.Socket);
        using var whole = RawClient.Connect(_folder.Socket);

        await half.SendAsync("{\"prefix\":\"0\"}");
        half.EndSending();
        await whole.SendAsync("{\"prefix\":\"0\"}\0");
        whole.EndSending();

        Assert.Equal("", await half.ReadAsync());
        Assert.Equal("[1]2", await whole.ReadAsync());
    }

    [Fact]
    public async Task A_request_of_10_MB_is_refused_after_the_first()
    {
        await using var server = Start(new() { Path = _folder.Socket });
        using var client = RawClient.Connect(_folder.Socket);
        var request = new byte[10 * 1024 * 1024];
        Array.Fill(request, (byte)' ');

        var wasTaken = await client.SendAsync(request);

        Assert.False(wasTaken);
        Assert.Contains("ERROR: (7) Argument list too long\nthe request is longer than 1048576 bytes", await client.ReadAsync(), StringComparison.Ordinal);
        await AwaitNoConnectionsAsync(server);
    }

    [Fact]
    public async Task A_client_that_never_reads_is_dropped()
    {
        var answer = CommandResult.Success(new string('x', 8 * 1024 * 1024));
        await using var server = Start(new() { Path = _folder.Socket, AnswerTime = TimeSpan.FromMilliseconds(300) }, answer);
        using var client = RawClient.Connect(_folder.Socket);

        await client.SendAsync("{\"prefix\":\"x\"}\0");

        await AwaitNoConnectionsAsync(server);
    }

    [Fact]
    public async Task More_connections_than_the_limit_are_refused_at_once_and_room_returns()
    {
        await using var server = Start(new() { Path = _folder.Socket, MaximumConnections = 3 });
        List<RawClient> idle = [.. Enumerable.Range(0, 3).Select(_ => RawClient.Connect(_folder.Socket))];
        await AwaitConnectionsAsync(server, 3);

        Assert.Contains("ERROR: (11) Resource temporarily unavailable\n3 commands are being answered; try again",
            await RawClient.AskAsync(_folder.Socket, "{\"prefix\":\"0\"}\0"), StringComparison.Ordinal);

        idle.ForEach(client => client.Dispose());
        await AwaitNoConnectionsAsync(server);
        Assert.Equal("[1]2", await RawClient.AskAsync(_folder.Socket, "{\"prefix\":\"0\"}\0"));
    }

    [Fact]
    public async Task Idle_clients_do_not_hold_up_a_stop()
    {
        var server = Start(new() { Path = _folder.Socket, RequestTime = TimeSpan.FromMinutes(5), StopTime = TimeSpan.FromMinutes(5) });
        using var client = RawClient.Connect(_folder.Socket);
        await client.SendAsync("{");
        await AwaitConnectionsAsync(server, 1);

        await server.StopAsync().WaitAsync(Limit, TestContext.Current.CancellationToken);

        Assert.Equal("", await client.ReadAsync());
    }

    [Theory]
    [InlineData("{\"prefix\":\"x\",\"prefix\":\"y\"}\0", "invalid json")]
    [InlineData("{\"prefix\":\"x\",\"input_base64\":5}\0", "the member 'input_base64' is not text in base64")]
    [InlineData("{\"prefix\":\"x\",\"input_base64\":\"!\"}\0", "the member 'input_base64' is not text in base64")]
    [InlineData("{\"prefix\":\"x\",\"format\":5}\0", "invalid json, missing format and/or prefix")]
    public async Task Wrong_members_are_refused(string request, string reason)
    {
        await using var server = Start(new() { Path = _folder.Socket });

        Assert.EndsWith($"]ERROR: (22) Invalid argument\n{reason}\n", await RawClient.AskAsync(_folder.Socket, request), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deep_nesting_is_refused()
    {
        await using var server = Start(new() { Path = _folder.Socket });

        var answer = await RawClient.AskAsync(_folder.Socket, "{\"prefix\":" + new string('[', 100_000) + "\0");

        Assert.Equal("[42]ERROR: (22) Invalid argument\ninvalid json\n", answer);
    }

    private static Task AwaitNoConnectionsAsync(AdminSocketServer server) => AwaitConnectionsAsync(server, 0);

    private static async Task AwaitConnectionsAsync(AdminSocketServer server, int count)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (server.ConnectionCount != count)
        {
            await tick.WaitForNextTickAsync(limit.Token);
        }
    }

    private static AdminSocketServer Start(AdminSocketOptions options, CommandResult? answer = null)
    {
        var server = new AdminSocketServer(
            options, () => CommandTable.Empty, (_, _) => Task.FromResult(answer ?? CommandResult.Success("ok")), NullLogger<AdminSocketServer>.Instance);
        server.Start();
        return server;
    }
}
