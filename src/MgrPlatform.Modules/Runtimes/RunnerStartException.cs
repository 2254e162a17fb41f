namespace MgrPlatform.Modules.Runtimes;

/// <summary>A runner did not come up. The message says why, with the exit code and last log lines where there are any.</summary>
/// <param name="message">For an operator.</param>
/// <param name="isPermanent">True: trying again cannot help before something changes (the code does not build).</param>
public sealed class RunnerStartException(string message, bool isPermanent = false) : Exception(message)
{
    public bool IsPermanent { get; } = isPermanent;
}
