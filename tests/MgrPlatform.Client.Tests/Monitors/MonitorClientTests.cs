using System.Net;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Client.Tests.Monitors;

/// <summary>The whole client against a monitor on the messenger's server side, in memory.</summary>
public sealed class MonitorClientTests : IAsyncLifetime
{
    private const string Status = "{\"prefix\":\"status\"}";

    // For a crowded machine: it only matters when something hangs.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly IPEndPoint Place = new(IPAddress.Loopback, 3300);

    private readonly MemoryTransport _transport = new();
    private readonly TestKeys _keys = new();
    private FakeMonitor _monitor = null!;
    private CephxKey _key = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _key = _keys.Add(MachineHarness.Admin);
        _monitor = new FakeMonitor(_keys, _transport, Place);
        await _monitor.StartAsync();
    }

    public ValueTask DisposeAsync() => _monitor.DisposeAsync();

    [Theory]
    [InlineData(KeyType.Aes, ConnectionMode.Crc)]
    [InlineData(KeyType.Aes, ConnectionMode.Secure)]
    [InlineData(KeyType.Aes256k, ConnectionMode.Crc)]
    [InlineData(KeyType.Aes256k, ConnectionMode.Secure)]
    public async Task A_command_is_answered_with_either_type_of_key_in_either_mode(KeyType type, ConnectionMode mode)
    {
        var key = _keys.Add(MachineHarness.Admin, type);
        await using var client = await ConnectAsync(Options() with { Key = key, MonitorModes = [mode] });

        var answer = await client.Monitors.CommandAsync(Status, default, Limit, Token);

        Assert.Equal((0, "done", Status), (answer.Code, answer.Status, answer.Text));
        Assert.NotEqual(0UL, client.Monitors.GlobalId);
    }

    [Fact]
    public async Task Without_authentication_we_are_let_in_too()
    {
        var place = new IPEndPoint(IPAddress.Loopback, 3301);
        await using var monitor = new FakeMonitor(_keys, _transport, place) { HasCephx = false };
        await monitor.StartAsync();
        await using var client = await ConnectAsync(
            Options() with { Seeds = [monitor.Address], Methods = [AuthMethod.Cephx, AuthMethod.None] });

        Assert.Equal(0, (await client.Monitors.CommandAsync(Status, default, Limit, Token)).Code);
        Assert.Null(client.Monitors.Credentials.Tickets);
    }

    [Fact]
    public async Task A_wrong_key_fails_with_EACCES_and_a_sentence()
    {
        var error = await Assert.ThrowsAsync<ClientException>(
            () => ConnectAsync(Options() with { Key = CephxKey.Create(KeyType.Aes256k, default, TestKeys.Random) }));

        Assert.Equal(Errno.Access, error.Errno);
        Assert.Contains("client.admin may not log in", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_entity_looks_like_a_wrong_key()
    {
        var error = await Assert.ThrowsAsync<ClientException>(
            () => ConnectAsync(Options() with { Name = new EntityName(EntityType.Client, "nobody") }));

        Assert.Equal(Errno.Access, error.Errno);
    }

    [Fact]
    public async Task When_nobody_listens_the_wait_ends_with_ETIMEDOUT_and_says_where_we_looked()
    {
        await _monitor.StopAsync();

        var error = await Assert.ThrowsAsync<ClientException>(() => ConnectAsync(Options(), TimeSpan.FromSeconds(0.5)));

        Assert.Equal(Errno.TimedOut, error.Errno);
        Assert.Contains("127.0.0.1:3300", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_monitor_that_sends_no_configuration_is_named_as_the_reason()
    {
        var place = new IPEndPoint(IPAddress.Loopback, 3302);
        await using var monitor = new FakeMonitor(_keys, _transport, place) { SendsConfig = false };
        await monitor.StartAsync();

        var error = await Assert.ThrowsAsync<ClientException>(
            () => ConnectAsync(Options() with { Seeds = [monitor.Address] }, TimeSpan.FromSeconds(1)));

        Assert.Contains("no configuration", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_in_flight_are_answered_by_the_monitor_that_comes_back_and_the_global_id_stays()
    {
        await using var client = await ConnectAsync(Options());
        var globalId = client.Monitors.GlobalId;
        _monitor.IsMute = true;
        var waiting = Enumerable.Range(0, 50)
            .Select(i => client.Monitors.CommandAsync($"{{\"prefix\":\"log\",\"n\":{i}}}", default, Limit, Token)).ToArray();
        await UntilAsync(() => _monitor.Commands.Count == 50);

        await _monitor.StopAsync();
        _monitor.IsMute = false;
        await _monitor.StartAsync();
        var answers = await Task.WhenAll(waiting).WaitAsync(Limit, Token);

        Assert.All(answers, static answer => Assert.Equal(0, answer.Code));
        Assert.Equal(100, _monitor.Commands.Count);
        Assert.Equal(_monitor.Commands.Take(50), _monitor.Commands.Skip(50));
        Assert.All(_monitor.Logins, login => Assert.Equal(globalId, login));
        Assert.Equal(globalId, client.Monitors.GlobalId);
    }

    [Fact]
    public async Task A_command_that_nobody_answers_ends_in_time()
    {
        await using var client = await ConnectAsync(Options());
        _monitor.IsMute = true;

        var answer = await client.Monitors.CommandAsync(Status, default, TimeSpan.FromSeconds(0.2), Token).WaitAsync(Limit, Token);

        Assert.Equal(-Errno.TimedOut, answer.Code);
    }

    [Fact]
    public async Task A_command_can_be_given_up()
    {
        await using var client = await ConnectAsync(Options());
        _monitor.IsMute = true;
        using var giveUp = new CancellationTokenSource();
        var command = client.Monitors.CommandAsync(Status, default, Limit, giveUp.Token);
        await UntilAsync(() => !_monitor.Commands.IsEmpty);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => command);
    }

    [Fact]
    public async Task A_client_that_is_closed_answers_its_callers()
    {
        var client = await ConnectAsync(Options());
        _monitor.IsMute = true;
        var command = client.Monitors.CommandAsync(Status, default, Limit, Token);
        await UntilAsync(() => !_monitor.Commands.IsEmpty);

        await client.DisposeAsync();

        Assert.Equal(-Errno.NotConnected, (await command.WaitAsync(Limit, Token)).Code);
        Assert.Equal(-Errno.NotConnected, (await client.Monitors.CommandAsync(Status, default, Limit, Token)).Code);
    }

    [Fact]
    public async Task Maps_are_told_to_listeners_and_kept_for_those_who_come_later()
    {
        await using var client = await ConnectAsync(Options());
        await client.Monitors.SubscribeAsync("mgrmap");
        await client.Monitors.WhenAsync(static maps => maps.MgrMap, Token).WaitAsync(Limit, Token);

        _monitor.Publish(new Wire.Messages.Mgr.MMgrMap(_monitor.MgrMap with { Epoch = 2, ActiveName = "x" }));

        var map = await client.Monitors.WhenAsync(static maps => maps.MgrMap is { Epoch: 2 } newer ? newer : null, Token)
            .WaitAsync(Limit, Token);
        Assert.Equal("x", map.ActiveName);
        Assert.Equal(1U, client.Monitors.Maps.MonMap!.Epoch);
        Assert.Empty(client.Monitors.Maps.Config!);
    }

    [Fact]
    public async Task Tickets_are_renewed_on_the_session()
    {
        await using var client = await ConnectAsync(Options());
        var before = client.Monitors.Credentials.Tickets!;
        _keys.Rotate();

        client.Monitors.Credentials.DoubtTickets();

        await UntilAsync(() => client.Monitors.Credentials.Tickets!.Services[EntityType.Osd].Blob.KeyId == 3);
        Assert.Same(before.Auth, client.Monitors.Credentials.Tickets!.Auth);
        Assert.Single(_monitor.Logins);
    }

    [Fact]
    public async Task A_line_for_the_cluster_log_arrives_although_the_monitor_is_away_for_a_while()
    {
        await using var client = await ConnectAsync(Options());
        await _monitor.StopAsync();
        await client.Monitors.LogAsync(LogLevel.Warning, "cluster", "it rains");

        await _monitor.StartAsync();

        await UntilAsync(() => _monitor.Lines.Contains("it rains"));
    }

    [Fact]
    public async Task A_named_monitor_is_asked_over_a_connection_of_its_own()
    {
        await using var client = await ConnectAsync(Options());

        var answer = await client.Daemons.TellMonitorAsync("a", Status, default, Limit, Token);
        var byRank = await client.Daemons.TellMonitorAsync("0", Status, default, Limit, Token);
        var unknown = await client.Daemons.TellMonitorAsync("z", Status, default, Limit, Token);

        Assert.Equal((0, "told", Status), (answer.Code, answer.Status, answer.Text));
        Assert.Equal(0, byRank.Code);
        Assert.Equal(-Errno.NoEntry, unknown.Code);
        Assert.Equal("{\"health\":{}}", await client.Daemons.PingMonitorAsync("a", Limit, Token));
        Assert.True(_monitor.Logins.Distinct().Count() >= 2);
    }

    private MonitorClientOptions Options() =>
        new() { Name = MachineHarness.Admin, Key = _key, Seeds = [_monitor.Address], HuntInterval = TimeSpan.FromSeconds(3) };

    private Task<ClusterClient> ConnectAsync(MonitorClientOptions options, TimeSpan? limit = null) => ClusterClient.ConnectAsync(
        options, limit ?? Limit, _transport, TimeProvider.System, NullLoggerFactory.Instance, Token);

    /// <summary>What happens on other threads can only be looked at again and again.</summary>
    private static async Task UntilAsync(Func<bool> isTrue)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var end = TimeProvider.System.GetTimestamp();
        while (!isTrue())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(end) < Limit, "it does not come true");
            await timer.WaitForNextTickAsync(Token);
        }
    }
}
