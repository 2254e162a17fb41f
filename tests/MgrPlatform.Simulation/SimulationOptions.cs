using MgrPlatform.Simulation.Bugs;

namespace MgrPlatform.Simulation;

/// <summary>How long a seed runs, and what is wrong with it on purpose.</summary>
public sealed record SimulationOptions
{
    /// <summary>With faults; healing and convergence follow.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>The mean time between two faults.</summary>
    public TimeSpan FaultInterval { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// Something happens each time, and some of it is aimed at one rule of the machine. False: the mix as it was at first, so that a seed
    /// which was broken under it stays the same run.
    /// </summary>
    public bool AreFaultsAimed { get; init; } = true;

    /// <summary>What a seed must have borne to count: 20 faults in five minutes, and as many for each minute otherwise.</summary>
    public int LeastFaults => (int)(Duration.TotalMinutes * 4);

    /// <summary>Told what happens, line by line; for reading one seed.</summary>
    public Action<string>? Trace { get; init; }

    public int Clients { get; init; } = 4;

    /// <summary>Made anew for each life of a member.</summary>
    public Func<PlantedBug> Bug { get; init; } = static () => new NoBug();
}
