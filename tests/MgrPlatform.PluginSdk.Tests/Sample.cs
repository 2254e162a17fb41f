using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.PluginSdk.Tests;

#pragma warning disable CA1822 // Commands are members of their module, whether or not they use it.

/// <summary>A module that uses what the SDK has to offer, one of each.</summary>
[NotifyTypes(NotifyType.OsdMap, NotifyType.ClusterLog)]
public sealed class Sample : MgrModule
{
    private readonly TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public enum Depth
    {
        Shallow,
        VeryDeep,
    }

    [ModuleOption(Description = "Who is greeted", Allowed = ["world", "moon"])]
    public string Place { get; private set; } = "world";

    [ModuleOption(Min = 1, Max = 60, Localized = true)]
    public int Interval { get; private set; } = 5;

    [ModuleOption]
    public TimeSpan Patience { get; private set; } = TimeSpan.FromSeconds(2.5);

    public int ConfigChanges { get; private set; }

    public List<string> Notified { get; } = [];

    public TaskCompletionSource Serving { get; } = new();

    public bool ShutDown { get; private set; }

    [ModuleCommand("hello", Permission = "r", Description = "Say hello")]
    public string Hello(string? person = null, [Argument(Range = "1|3", Description = "how often")] int times = 1) =>
        string.Join(' ', Enumerable.Repeat($"Hello, {person ?? Place}!", times));

    [ModuleCommand("sum")]
    public async Task<CommandReply> SumAsync(long[] numbers, double factor, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return CommandReply.Success(FormattableString.Invariant($"{numbers.Sum() * factor}"), "added");
    }

    [ModuleCommand("dig")]
    public object Dig(Depth depth, bool now, Guid? site, CommandContext context) => new { Depth = depth, Now = now, Site = site, context.InputText };

    [ModuleCommand("osd count", Permission = "r")]
    public async ValueTask<int> CountAsync(CancellationToken cancellationToken)
    {
        var map = await Host.GetAsync("osd_map", cancellationToken) ?? throw new CommandException(ErrorCode.NotFound, "there is no OSD map yet");
        return map.Root.GetProperty("osds").GetArrayLength();
    }

    [ModuleCommand("crash")]
    public void Crash() => throw new InvalidOperationException("boom");

    [ModuleCommand("wait")]
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        Serving.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    [ModuleCommand("spin")]
    public void Spin()
    {
        while (!ShutDown)
        {
            Thread.SpinWait(1000);
        }
    }

    [ModuleCommand("print")]
    public void Print()
    {
        Console.WriteLine("printed");
        Console.Error.WriteLine("and the token is " + Environment.GetEnvironmentVariable("MGRP_TOKEN"));
    }

    [ModuleCommand("when changed")]
    public async Task<string> WhenChangedAsync(CancellationToken cancellationToken)
    {
        await _changed.Task.WaitAsync(cancellationToken);
        return $"place is {Place}";
    }

    [ModuleCommand("write")]
    public Action<Utf8JsonWriter> Write() => static writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("a", 1);
        writer.WriteEndObject();
    };

    [ModuleCommand("remember")]
    public async Task<string?> RememberAsync(string key, string value, CancellationToken cancellationToken)
    {
        await Host.Store.SetAsync(key, value, cancellationToken);
        return Host.Store.Get(key);
    }

    [RemoteMethod]
    public JsonNode Echo(JsonNode value, int repeat = 1) => new JsonArray([.. Enumerable.Range(0, repeat).Select(_ => value.DeepClone())]);

    protected override IEnumerable<DeclaredCommand> DeclareCommands() => [new("free words name=x,type=CephString", "Whatever", "r")];

    protected override Task<CommandReply> HandleCommandAsync(CommandContext context, CancellationToken cancellationToken) =>
        Task.FromResult(CommandReply.Success($"free: {context.Command["x"]}"));

    protected override async Task ServeAsync(CancellationToken cancellationToken)
    {
        Log.LogInformation("serving {Place}", Place);
        await Host.Health.SetAsync([new ModuleHealthCheck("SAMPLE", "it serves") { Detail = ["one"] }], cancellationToken);
        if (Host.Options.Find("fail") == "yes")
        {
            throw new InvalidOperationException("serve failed");
        }

        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    protected override Task NotifyAsync(ModuleNotification notification, CancellationToken cancellationToken)
    {
        Notified.Add(notification.Type == NotifyType.ClusterLog ? notification.Entry.GetProperty("message").GetString()! : notification.Type);
        return Task.CompletedTask;
    }

    protected override Task ConfigChangedAsync(CancellationToken cancellationToken)
    {
        ConfigChanges++;
        _changed.TrySetResult();
        return Task.CompletedTask;
    }

    protected override Task ShutdownAsync(CancellationToken cancellationToken)
    {
        ShutDown = true;
        return Task.CompletedTask;
    }
}
