using MgrPlatform.Integration.Tests.Kit;
using MgrPlatform.Modules.Commands;
using MgrPlatform.TestKit.Hosting;

namespace MgrPlatform.Integration.Tests.Plugins;

/// <summary>What a manifest does not allow is denied, counted and shown.</summary>
public sealed class CapabilityTests
{
    private const string Prober = """
        from mgr_module import CLIReadCommand, MgrModule

        class Module(MgrModule):
            @CLIReadCommand('prober document')
            def document(self):
                'Read a document'
                return self.attempt(lambda: self.get('mon_map'))

            @CLIReadCommand('prober allowed')
            def allowed(self):
                'Read a document that is allowed'
                return 0, str(self.get('osd_map')['epoch']), ''

            @CLIReadCommand('prober command')
            def command(self):
                'Send a command'
                return self.mon_command({'prefix': 'osd out', 'ids': ['0']})

            @CLIReadCommand('prober store')
            def store(self):
                'Write a key'
                return self.attempt(lambda: self.set_store('private/key', 'x'))

            def attempt(self, call):
                try:
                    return 0, str(call()), ''
                except RuntimeError as error:
                    return -error.errno, '', str(error)
        """;

    [Fact]
    public async Task A_denied_call_gets_EACCES_is_counted_and_visible()
    {
        await using var cluster = await TestCluster.StartAsync(prepare: plugins =>
        {
            TestModuleHost.WriteFile(plugins, "prober", "module.py", Prober);
            TestModuleHost.WriteFile(
                plugins, "prober", "plugin.json",
                """
                {"name": "prober", "language": "python",
                 "capabilities": {"documents": ["osd_map"], "store": ["public/"], "commands": ["osd tree"]}}
                """);
        });
        await cluster.EnableAsync("prober");

        await cluster.AskAsync("prober allowed");
        Assert.Equal(0, cluster.Module("prober").Denied);

        var command = await cluster.SayAsync("prober command");
        Assert.Equal(-Errno.AccessDenied, command.Code);
        Assert.Contains("osd out", command.Status, StringComparison.Ordinal);
        foreach (var (words, denied) in new[] { ("prober document", "mon_map"), ("prober store", "private/key") })
        {
            var result = await cluster.SayAsync(words);
            Assert.Equal(-Errno.AccessDenied, result.Code);
            Assert.Contains(denied, result.Status, StringComparison.Ordinal);
        }

        Assert.Equal(3, cluster.Module("prober").Denied);
        var info = await cluster.JsonAsync("module info prober");
        Assert.Equal(3, info["denied"]!.GetValue<int>());
        Assert.Contains("private/key", info["last_denial"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("osd_map", info["capabilities"]!["documents"]![0]!.GetValue<string>());
        var cells = (await cluster.RowAsync("prober")).Split("  ", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("3", cells[10].Trim());
        Assert.DoesNotContain("0", (await cluster.JsonAsync("osd dump"))["osds"]!.AsArray().Select(osd => osd!["in"]!.ToString()));
        var missing = await cluster.SayAsync("config-key get mgr/prober/private/key");
        Assert.Equal(-Errno.NotFound, missing.Code);
    }
}
