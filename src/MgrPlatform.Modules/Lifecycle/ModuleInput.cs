namespace MgrPlatform.Modules.Lifecycle;

/// <summary>What can happen to a module. Runs are named by the number that <see cref="ModuleEffect.StartRun"/> gave them.</summary>
public abstract record ModuleInput
{
    private ModuleInput()
    {
    }

    public sealed record Enabled : ModuleInput;

    /// <summary>Wanted, but on a standby: load it, and hold it back until <see cref="Enabled"/>.</summary>
    public sealed record Warmed : ModuleInput;

    public sealed record Disabled : ModuleInput;

    /// <summary>The host ends.</summary>
    public sealed record Stop : ModuleInput;

    /// <summary>The code on disk changed, or an operator asks for a reload.</summary>
    public sealed record Reload : ModuleInput;

    /// <summary>The folder may not be loaded (its manifest is wrong, somebody else can write to it).</summary>
    public sealed record Refused(string Reason) : ModuleInput;

    /// <summary>The run is up, has declared itself, and can run.</summary>
    public sealed record RunReady(int Run) : ModuleInput;

    /// <summary>The run is up but says that it cannot run here, or its runtime is missing.</summary>
    public sealed record RunUnable(int Run, string Reason) : ModuleInput;

    /// <summary>The run did not come up. Permanent: only a change of the code helps.</summary>
    public sealed record RunNotStarted(int Run, string Reason, bool IsPermanent) : ModuleInput;

    /// <summary>A run that was up has ended and everything of it is gone.</summary>
    public sealed record RunEnded(int Run, string Reason) : ModuleInput;

    /// <summary>The run must not go on: its serve threw, it hangs, it is over a limit.</summary>
    public sealed record RunFaulted(int Run, string Reason) : ModuleInput;

    /// <summary>The time of <see cref="ModuleEffect.ArmBackoff"/> of this number is over; an older one counts no more.</summary>
    public sealed record BackoffElapsed(int Number) : ModuleInput;
}
