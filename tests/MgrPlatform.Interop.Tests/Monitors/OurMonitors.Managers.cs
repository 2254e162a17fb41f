using System.Diagnostics;
using System.Text.Json;

namespace MgrPlatform.Interop.Tests.Monitors;

/// <summary>Our own managers on our monitors.</summary>
internal sealed partial class OurMonitors
{
    /// <summary>A folder of plugins that all of our managers look into, beside the bundled ones.</summary>
    public string Plugins => Directory.CreateDirectory(Path.Combine(Folder, "plugins")).FullName;

    /// <summary>Started as an operator starts it, with a key of its own.</summary>
    public async Task<Process> StartOwnManagerAsync(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, $"ours.{name}")).FullName;
        var keyring = Path.Combine(folder, "keyring");
        await AskAsync(
            "auth", "get-or-create", $"mgr.{name}", "mon", "allow profile mgr", "osd", "allow *", "mds", "allow *", "-o", keyring);
        var process = _log.Start(
            new ProcessStartInfo("dotnet", [
                Assembly, "mgr", "run", "--id", name, "-c", Conf, "-k", keyring, "--state", Path.Combine(folder, "state"),
                "--plugin-path", Plugins,
            ]),
            $"mgr.{name}");
        _others.Add(process);
        return process;
    }

    /// <summary>Every mgrmap since an epoch, the newest included.</summary>
    public async Task<IReadOnlyList<JsonElement>> ManagerMapsSinceAsync(int epoch)
    {
        var newest = (await AskJsonAsync("mgr", "dump")).GetProperty("epoch").GetInt32();
        List<JsonElement> maps = [];
        for (var at = epoch; at <= newest; at++)
        {
            maps.Add(await AskJsonAsync("mgr", "dump", $"{at}"));
        }

        return maps;
    }
}
