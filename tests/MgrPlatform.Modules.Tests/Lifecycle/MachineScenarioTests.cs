namespace MgrPlatform.Modules.Tests.Lifecycle;

/// <summary>
/// The lives in tests/assets/scenarios/module-life: commands with the whole expected trace. Run with MGRP_REWRITE_SCENARIOS=1 to write the
/// traces anew, and review them as a diff.
/// </summary>
public sealed class MachineScenarioTests
{
    private static readonly string Folder = RepositoryFolder.File("tests/assets/scenarios/module-life");

    public static TheoryData<string> Scenarios => [.. Directory.GetFiles(Folder, "*.txt").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void A_life_goes_as_it_is_written(string scenario)
    {
        var path = Path.Combine(Folder, scenario);
        var written = File.ReadAllText(path);
        var played = MachineScenario.Play(written);
        if (Environment.GetEnvironmentVariable("MGRP_REWRITE_SCENARIOS") == "1")
        {
            File.WriteAllText(path, played);
            return;
        }

        Assert.Equal(written, played);
    }
}
