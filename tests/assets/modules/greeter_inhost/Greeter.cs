using System.Threading;
using System.Threading.Tasks;
using MgrPlatform.PluginSdk;

namespace Greeter;

[NotifyTypes("osd_map")]
public sealed class Greeter : MgrModule
{
    private const string Version = "v1";
    private int _seen;

    [ModuleOption(Description = "Whom to greet")]
    public string Place { get; set; } = "world";

    [ModuleCommand("greet inhost", Permission = "r", Description = "Say hello")]
    public string Greet(string? person = null) => $"{Version} hello {person ?? Place}";

    [ModuleCommand("greet inhost epoch", Permission = "r", Description = "The epoch of the osd map")]
    public async Task<string> Epoch(CancellationToken cancellationToken) =>
        (await Host.GetAsync("osd_map", cancellationToken))!.Root.GetProperty("epoch").ToString();

    [ModuleCommand("greet inhost seen", Permission = "r", Description = "How many maps were notified")]
    public string Seen() => _seen.ToString(System.Globalization.CultureInfo.InvariantCulture);

    protected override Task NotifyAsync(ModuleNotification notification, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _seen);
        return Task.CompletedTask;
    }
}
