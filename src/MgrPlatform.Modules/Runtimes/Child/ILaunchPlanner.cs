namespace MgrPlatform.Modules.Runtimes.Child;

/// <summary>How runners of one language are started.</summary>
public interface ILaunchPlanner
{
    /// <summary>Why this language's children cannot run on this machine, or null.</summary>
    string? FindObstacle(RunnerStart start);

    /// <summary>Prepares the code (a source plugin is built) and says how to start it.</summary>
    /// <exception cref="RunnerStartException">The code cannot be prepared.</exception>
    Task<LaunchPlan> PlanAsync(RunnerStart start, CancellationToken cancellationToken);
}
