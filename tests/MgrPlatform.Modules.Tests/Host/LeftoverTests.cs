using MgrPlatform.TestKit.Hosting;

namespace MgrPlatform.Modules.Tests.Host;

/// <summary>What a manager that was killed leaves in memory.</summary>
public sealed class LeftoverTests
{
    // No process has such a number.
    private const string Owner = "999999999";
    private const int Folders = 40;
    private const int Hosts = 4;

    [Fact]
    public async Task Managers_that_start_at_once_and_find_the_same_leftovers_all_start_and_none_is_left()
    {
        var mark = Path.GetRandomFileName();
        var left = Enumerable.Range(0, Folders).Select(i => Path.Combine("/dev/shm", $"mgrp-{Owner}-{mark}.{i}")).ToArray();
        foreach (var folder in left)
        {
            for (var run = 0; run < 5; run++)
            {
                await File.WriteAllTextAsync(
                    Path.Combine(Directory.CreateDirectory(Path.Combine(folder, $"module.{run}")).FullName, "socket"),
                    "",
                    TestContext.Current.CancellationToken);
            }
        }

        using var together = new Barrier(Hosts);
        var hosts = await Task.WhenAll(Enumerable.Range(0, Hosts).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait(TestContext.Current.CancellationToken);
                return TestModuleHost.StartAsync(static (_, _) => { });
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));

        Assert.DoesNotContain(left, Directory.Exists);
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }
    }
}
