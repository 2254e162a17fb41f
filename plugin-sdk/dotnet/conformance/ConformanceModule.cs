using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.PluginSdk.Conformance;

#pragma warning disable CA1822 // Commands are members of their module, whether or not they use it.
#pragma warning disable CA2254 // The level of each line is what is tested.

/// <summary>What plugin-sdk/protocol/transcripts/README.md asks of the conformance module, in C#.</summary>
[NotifyTypes(NotifyType.OsdMap, NotifyType.ClusterLog)]
public sealed class ConformanceModule : MgrModule
{
    private const string None = "(none)";

    private readonly List<string> _seen = [];
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [ModuleOption(Description = "A whole number", Min = 1, Max = 60)]
    public int Interval { get; private set; } = 5;

    [ModuleOption(Description = "A number")]
    public double Ratio { get; private set; } = 0.5;

    [ModuleOption(Description = "Yes or no")]
    public bool Enabled { get; private set; } = true;

    [ModuleOption(Description = "A text")]
    public string Place { get; private set; } = "world";

    [ModuleCommand("conformance echo", Permission = "r", Description = "Answer with the text")]
    public string Echo(string text) => text;

    [ModuleCommand("conformance add", Permission = "r", Description = "Answer with the sum; b is 100 when it is not given")]
    public string AddNumbers(long a, long b = 100) => (a + b).ToString(CultureInfo.InvariantCulture);

    [ModuleCommand("conformance fail", Permission = "r", Description = "Fail with the errno and the message")]
    public void FailWith(int errno, string message) => throw new CommandException(errno, message);

    [ModuleCommand("conformance throw", Permission = "r", Description = "Throw an exception")]
    public void Throw() => throw new InvalidOperationException("boom");

    [ModuleCommand("conformance wrong", Permission = "r", Description = "Return what is no result")]
    public object Wrong()
    {
        var circle = new List<object>();
        circle.Add(circle);
        return circle;
    }

    [ModuleCommand("conformance large", Permission = "r", Description = "Answer with that many bytes")]
    public string Large(int bytes) => new('x', bytes);

    [ModuleCommand("conformance input", Permission = "r", Description = "Answer with the input in hexadecimal")]
    public string Input(CommandContext context) => Convert.ToHexStringLower(context.Input.Span);

    [ModuleCommand("conformance option", Permission = "r", Description = "Answer with the typed value of an option")]
    public string Option(string name) => name switch
    {
        "interval" => JsonSerializer.Serialize(Interval),
        "ratio" => JsonSerializer.Serialize(Ratio),
        "enabled" => JsonSerializer.Serialize(Enabled),
        "place" => JsonSerializer.Serialize(Place),
        _ => throw new CommandException(ErrorCode.NotFound, $"there is no option {name}"),
    };

    [ModuleCommand("conformance stored", Permission = "r", Description = "Answer with a stored value")]
    public string Stored(string key) => Host.Store.Get(key) ?? None;

    [ModuleCommand("conformance store", Description = "Store a value, or remove it, and answer with what is stored then")]
    public async Task<string> StoreAsync(string key, CancellationToken cancellationToken, string? value = null)
    {
        await (value is null ? Host.Store.RemoveAsync(key, cancellationToken) : Host.Store.SetAsync(key, value, cancellationToken));
        return Stored(key);
    }

    [ModuleCommand("conformance get", Permission = "r", Description = "Answer with a document")]
    public async Task<string> DocumentAsync(string name, CancellationToken cancellationToken) =>
        await Host.GetAsync(name, cancellationToken) is { } document ? document.Root.GetRawText() : "null";

    [ModuleCommand("conformance remote", Permission = "r", Description = "Call a method of another module with one argument")]
    public async Task<string> CallRemoteAsync(string module, string method, string argument, CancellationToken cancellationToken) =>
        (await Host.RemoteAsync(module, method, [argument], named: null, cancellationToken)).GetRawText();

    [ModuleCommand("conformance send", Permission = "r", Description = "Send a command to the monitors and answer as they do")]
    public async Task<CommandReply> SendAsync(string word, CancellationToken cancellationToken) =>
        await Host.SendCommandAsync(CephTarget.Mon, new JsonObject { ["prefix"] = word }, cancellationToken);

    [ModuleCommand("conformance authorized", Permission = "r", Description = "Tell whether the caller is allowed to use a pool")]
    public async Task<string> AuthorizedAsync(string pool, CommandContext context, CancellationToken cancellationToken) =>
        await context.IsAuthorizedAsync(new Dictionary<string, string> { ["pool"] = pool }, cancellationToken) ? "true" : "false";

    [ModuleCommand("conformance health", Description = "Raise a health check")]
    public Task HealthAsync(CancellationToken cancellationToken) =>
        Host.Health.SetAsync([new ModuleHealthCheck("CONFORMANCE", "one thing") { Detail = ["a detail"] }], cancellationToken);

    [ModuleCommand("conformance log", Permission = "r", Description = "Write one line of each level")]
    public void WriteLog()
    {
        Log.LogDebug("one");
        Log.LogInformation("two");
        Log.LogWarning("three");
        Log.LogError("four");
    }

    [ModuleCommand("conformance flood", Permission = "r", Description = "Write that many lines")]
    public void Flood(int lines)
    {
        for (var line = 0; line < lines; line++)
        {
            Log.LogInformation("line {Line}", line);
        }
    }

    [ModuleCommand("conformance seen", Permission = "r", Description = "List what the module was told")]
    public string Seen() => JsonSerializer.Serialize(_seen);

    [ModuleCommand("conformance end", Description = "Let serve return")]
    public void End() => _told.TrySetResult();

    [ModuleCommand("conformance fault", Description = "Let serve fail")]
    public void Fault() => _told.TrySetException(new InvalidOperationException("serve broke"));

    [RemoteMethod]
    public long Add(long a, long b) => a + b;

    [RemoteMethod]
    public void Fail() => throw new InvalidOperationException("remote broke");

    protected override async Task NotifyAsync(ModuleNotification notification, CancellationToken cancellationToken)
    {
        if (notification.Type == NotifyType.OsdMap)
        {
            var map = await Host.GetAsync("osd_map", cancellationToken);
            _seen.Add($"osd_map {map!.Root.GetProperty("epoch").GetInt64()}");
        }
        else if (notification.Type == NotifyType.ClusterLog)
        {
            _seen.Add($"clog {notification.Entry.GetProperty("message").GetString()}");
        }
    }

    protected override Task ConfigChangedAsync(CancellationToken cancellationToken)
    {
        Log.LogInformation("config");
        return Task.CompletedTask;
    }

    protected override Task ServeAsync(CancellationToken cancellationToken) => _told.Task.WaitAsync(cancellationToken);

    protected override Task ShutdownAsync(CancellationToken cancellationToken)
    {
        Log.LogInformation("shutting down");
        return Task.CompletedTask;
    }
}
