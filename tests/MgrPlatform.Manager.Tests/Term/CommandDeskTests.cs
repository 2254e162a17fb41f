using System.Text;
using System.Text.Json.Nodes;
using MgrPlatform.Manager.Commands;
using MgrPlatform.Manager.Pg;
using MgrPlatform.Manager.Term;
using MgrPlatform.Modules;
using MgrPlatform.Modules.Commands;
using MgrPlatform.TestKit.Backend;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Manager.Tests.Term;

public sealed class CommandDeskTests : IAsyncDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("mgrp-desk-").FullName;
    private readonly ModuleHost _host;

    public CommandDeskTests() => _host = new ModuleHost(
        new ModuleHostOptions { StateDirectory = _folder, SdkDirectory = _folder },
        new MemoryBackend(),
        TimeProvider.System,
        NullLoggerFactory.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_whose_module_has_not_loaded_yet_waits_until_the_modules_have()
    {
        var desk = Desk(Long);
        var waiting = desk.ExecuteAsync(Request("greet py"), Token);
        Assert.False(waiting.IsCompleted);

        desk.MarkSettled();

        Assert.Equal(-Errno.Invalid, (await waiting).Code);
        Assert.Equal(-Errno.Invalid, (await desk.ExecuteAsync(Request("greet py"), Token)).Code);
    }

    [Fact]
    public async Task A_command_does_not_wait_longer_than_it_is_allowed_to()
    {
        Assert.Equal(-Errno.Invalid, (await Desk(TimeSpan.FromMilliseconds(1)).ExecuteAsync(Request("greet py"), Token)).Code);
    }

    [Fact]
    public async Task More_waiting_commands_than_there_is_room_for_are_answered_at_once()
    {
        var desk = Desk(Long);
        var waiting = Enumerable.Range(0, 300).Select(_ => desk.ExecuteAsync(Request("greet py"), Token)).ToArray();

        await Task.WhenAll(waiting[256..]);

        Assert.DoesNotContain(waiting[..256], static command => command.IsCompleted);
        desk.MarkSettled();
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task The_managers_own_commands_and_the_hosts_wait_for_nobody()
    {
        var desk = Desk(Long);

        Assert.StartsWith("0 pgs", (await desk.ExecuteAsync(Request("pg stat"), Token)).OutputText, StringComparison.Ordinal);
        Assert.Equal(0, (await desk.ExecuteAsync(Request("module ls"), Token)).Code);
    }

    [Fact]
    public async Task Everybody_may_ask_what_commands_there_are_and_is_told_of_the_managers_and_the_hosts()
    {
        var nobody = new CommandCaller("client.nobody", static _ => false);
        var answer = await Desk(Long).ExecuteAsync(Request("get_command_descriptions", nobody), Token);

        var signatures = JsonNode.Parse(answer.OutputText)!.AsObject()
            .Select(static command =>
                string.Join(' ', command.Value!["sig"]!.AsArray().OfType<JsonValue>().Select(static word => word.ToString())))
            .ToArray();
        Assert.Contains("pg dump", signatures);
        Assert.Contains("osd df", signatures);
        Assert.Contains("module ls", signatures);
    }

    [Fact]
    public async Task A_caller_without_the_capability_gets_no_answer_from_the_managers_own_commands()
    {
        var reader = new CommandCaller("client.reader", static asked => asked.Permission == "r");

        Assert.Equal(0, (await Desk(Long).ExecuteAsync(Request("pg stat", reader), Token)).Code);
        Assert.Equal(-Errno.AccessDenied, (await Desk(Long).ExecuteAsync(Request("osd scrub", reader, ("who", "0")), Token)).Code);
    }

    [Fact]
    public async Task Arguments_are_held_against_the_declaration()
    {
        var result = await Desk(Long).ExecuteAsync(Request("osd df", null, ("output_method", "sideways")), Token);

        Assert.Equal(-Errno.Invalid, result.Code);
        Assert.NotEmpty(result.Status);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static CommandRequest Request(string prefix, CommandCaller? caller = null, params (string Name, string Value)[] arguments)
    {
        var command = new JsonObject { ["prefix"] = prefix };
        foreach (var (name, value) in arguments)
        {
            command[name] = value;
        }

        return new CommandRequest(command, Encoding.UTF8.GetBytes(""), caller ?? CommandCaller.Local);
    }

    private CommandDesk Desk(TimeSpan patience)
    {
        var own = new OwnDesk(
            static () => new OwnContext(PgMapSnapshot.Empty, UTime.Zero),
            static _ => [],
            static (_, _) => Task.FromResult(CommandResult.Success("")));
        return new CommandDesk(_host, own, patience, TimeProvider.System);
    }
}
