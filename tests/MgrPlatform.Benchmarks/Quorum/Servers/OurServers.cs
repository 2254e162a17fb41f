using System.Globalization;
using MgrPlatform.Benchmarks.Ceph;
using MgrPlatform.Benchmarks.Commands;
using MgrPlatform.TestKit.Processes;

namespace MgrPlatform.Benchmarks.Quorum.Servers;

/// <summary>Three of our monitors.</summary>
internal sealed class OurServers() : MonitorServers("ours")
{
    private readonly string _program =
        Environment.GetEnvironmentVariable("MGRP") is { Length: > 0 } published ? published : WholeProcess.FindTool();

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var fsid = Guid.NewGuid().ToString();
        var ports = FreePorts.OfKernel(Count);
        var keyring = Path.Combine(Folder, "keyring");
        var monitors = ports.Select(static (port, i) => string.Create(CultureInfo.InvariantCulture, $"{Name(i)}=127.0.0.1:{port}"));
        foreach (var i in Enumerable.Range(0, Count))
        {
            await Tool.RunAsync(_program, [
                "mon", "mkfs", "--id", Name(i), "--data", Path.Combine(Folder, Name(i)), "--fsid", fsid,
                .. monitors.SelectMany(static monitor => (string[])["--mon", monitor]), "--keyring", keyring, "--cipher", "aes",
            ]);
        }

        var hosts = string.Join(' ', ports.Select(static port => string.Create(CultureInfo.InvariantCulture, $"v2:127.0.0.1:{port}")));
        await File.WriteAllTextAsync(Conf, $"[global]\nfsid = {fsid}\nmon_host = {hosts}\nkeyring = {keyring}\n", cancellationToken);
        foreach (var i in Enumerable.Range(0, Count))
        {
            Start(i);
        }

        await UntilAllAsync(cancellationToken);
    }

    public override void Start(int server) => Run(server, _program, [
        "mon", "run", "--id", Name(server), "--data", Path.Combine(Folder, Name(server)),
        "-o", "mon_data_avail_warn=0", "-o", "mon_data_avail_crit=0",
    ]);
}
