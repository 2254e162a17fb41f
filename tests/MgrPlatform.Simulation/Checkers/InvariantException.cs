namespace MgrPlatform.Simulation.Checkers;

/// <summary>A promise was broken.</summary>
public sealed class InvariantException(string message) : Exception(message);
