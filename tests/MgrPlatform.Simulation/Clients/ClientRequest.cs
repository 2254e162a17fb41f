namespace MgrPlatform.Simulation.Clients;

/// <param name="Id">The same when it is repeated.</param>
/// <param name="Attempt">Another each time.</param>
public sealed record ClientRequest(int Client, long Id, int Attempt, OperationKind Kind, string Key, string Value);
