namespace MgrPlatform.Simulation.Bugs;

/// <param name="What">What the machine does wrong.</param>
public sealed record BugDescription(string Name, string What, Func<PlantedBug> Create);
