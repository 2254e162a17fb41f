using MgrPlatform.PluginSdk.Testing;

namespace MgrPlatform.PluginSdk.Tests;

/// <summary>The first examples of docs/module-authors/dotnet.md, word for word.</summary>
public sealed class GuideTests
{
    [Fact]
    public async Task It_counts_the_OSDs()
    {
        await using var host = await TestHost.StartAsync<OsdCount>(setup => setup.Documents["osd_map"] = """{"osds": [{}, {}]}""");

        Assert.Equal("2", (await host.CommandAsync("osd count")).Output);
    }

    private sealed class OsdCount : MgrModule
    {
        [ModuleCommand("osd count", Permission = "r", Description = "Count the OSDs")]
        public async Task<string> CountAsync(CancellationToken cancellationToken)
        {
            var map = await Host.GetAsync("osd_map", cancellationToken)
                ?? throw new CommandException(ErrorCode.NotFound, "there is no OSD map yet; try again in a moment");
            return $"{map.Root.GetProperty("osds").GetArrayLength()}";
        }
    }
}
