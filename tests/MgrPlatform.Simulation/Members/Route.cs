using MgrPlatform.Simulation.Clients;

namespace MgrPlatform.Simulation.Members;

/// <summary>The leader's answer to what was forwarded.</summary>
public sealed record Route(ClientReply Reply);
