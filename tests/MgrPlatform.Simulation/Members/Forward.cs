using MgrPlatform.Simulation.Clients;

namespace MgrPlatform.Simulation.Members;

/// <summary>A peon passes a client's write to the leader.</summary>
public sealed record Forward(ClientRequest Request);
