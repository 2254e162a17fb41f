namespace MgrPlatform.Simulation.Clients;

/// <param name="Value">Of a get; null: there is none.</param>
public sealed record ClientReply(int Client, long Id, int Attempt, string? Value);
