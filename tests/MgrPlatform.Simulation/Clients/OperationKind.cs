namespace MgrPlatform.Simulation.Clients;

public enum OperationKind
{
    Get,
    Set,
    Delete,
}
