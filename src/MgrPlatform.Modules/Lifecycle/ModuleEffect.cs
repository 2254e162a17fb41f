namespace MgrPlatform.Modules.Lifecycle;

/// <summary>What the driver must do, in this order, before the next input.</summary>
public abstract record ModuleEffect
{
    private ModuleEffect()
    {
    }

    /// <summary>Start a run and report <see cref="ModuleInput.RunReady"/>, RunUnable or RunNotStarted.</summary>
    public sealed record StartRun(int Run) : ModuleEffect;

    /// <summary>This run is loaded and waits for the host to become active; nobody is sent to it.</summary>
    public sealed record Hold(int Run) : ModuleEffect;

    /// <summary>From now on commands and notifications go to this run, in one step.</summary>
    public sealed record Switch(int Run) : ModuleEffect;

    /// <summary>No run answers; commands get EAGAIN with this reason.</summary>
    public sealed record Withdraw(string Reason) : ModuleEffect;

    /// <summary>Let the module's serve run.</summary>
    public sealed record StartServe(int Run) : ModuleEffect;

    /// <summary>Let the run finish what it answers, ask it to shut down, end it; then report <see cref="ModuleInput.RunEnded"/>.</summary>
    public sealed record Retire(int Run) : ModuleEffect;

    /// <summary>End the run at once; then report <see cref="ModuleInput.RunEnded"/> if it was in charge or draining.</summary>
    public sealed record Kill(int Run, string Reason) : ModuleEffect;

    /// <summary>After the delay report <see cref="ModuleInput.BackoffElapsed"/> with this number.</summary>
    public sealed record ArmBackoff(int Number, TimeSpan Delay) : ModuleEffect;

    /// <summary>This run's code answers now: whoever waited for this run or an earlier one is served.</summary>
    public sealed record LoadDone(int Run) : ModuleEffect;

    /// <summary>This run did not come up (<see cref="AnyRun"/>: none will); older code, if there is any, answers on.</summary>
    public sealed record LoadFailed(int Run, string Reason) : ModuleEffect
    {
        public const int AnyRun = int.MaxValue;
    }
}
