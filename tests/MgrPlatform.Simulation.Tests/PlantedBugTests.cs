using MgrPlatform.Simulation.Bugs;

namespace MgrPlatform.Simulation.Tests;

/// <summary>The measure of the simulator's power: what it finds when there is something to find.</summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    private const int Seeds = 500;

    /// <summary>The mix of faults shows it too seldom: see the simulator's README.</summary>
    private const string TooSeldom = "lost-store-votes";

    public static TheoryData<string> Bugs => [.. PlantedBugs.All.Select(static bug => bug.Name).Where(static name => name != TooSeldom)];

    [Theory]
    [MemberData(nameof(Bugs))]
    public void A_planted_bug_is_found(string name)
    {
        var found = PlantedBugs.Seek(PlantedBugs.Find(name), 1, Seeds, new SimulationOptions());

        Assert.True(found is not null, $"{name} was not found in {Seeds} seeds");
        output.WriteLine($"{name}: seed {found.Seed}: {found.Violation}");
    }
}
