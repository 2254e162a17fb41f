namespace MgrPlatform.Modules.Runtimes;

/// <summary>A way to run modules: children of one language, or contexts inside the host.</summary>
public interface IRuntime
{
    /// <summary>Why modules of this kind cannot run on this machine, or null when they can.</summary>
    string? FindObstacle(RunnerStart start);

    /// <summary>Starts a run and waits until it has said hello.</summary>
    /// <exception cref="RunnerStartException">It did not start; the message is for an operator.</exception>
    Task<IRunner> StartAsync(RunnerStart start, CancellationToken cancellationToken);
}
