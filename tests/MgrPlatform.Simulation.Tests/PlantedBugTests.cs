using MgrPlatform.Simulation.Bugs;

namespace MgrPlatform.Simulation.Tests;

/// <summary>The measure of the simulator's power: what it finds when there is something to find.</summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    private const int Seeds = 500;

    public static TheoryData<string> Bugs => [.. PlantedBugs.All.Select(static bug => bug.Name)];

    [Theory]
    [MemberData(nameof(Bugs))]
    public void A_planted_bug_is_found(string name)
    {
        var found = PlantedBugs.Seek(PlantedBugs.Find(name), 1, Seeds, new SimulationOptions());

        Assert.True(found is not null, $"{name} was not found in {Seeds} seeds");
        output.WriteLine($"{name}: seed {found.Seed}: {found.Violation}");
    }
}
