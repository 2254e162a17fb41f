namespace MgrPlatform.Simulation.Bugs;

/// <summary>The machine as it is.</summary>
public sealed class NoBug : PlantedBug;
