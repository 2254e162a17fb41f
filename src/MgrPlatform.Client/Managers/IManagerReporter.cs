using MgrPlatform.Wire.Messages.Mgr;

namespace MgrPlatform.Client.Managers;

/// <summary>What a daemon tells its manager. Called from the client's loop: answers must be at hand.</summary>
public interface IManagerReporter
{
    /// <summary>Who the daemon is; said at the beginning of every session.</summary>
    MMgrOpen Introduce();

    /// <summary>Its state now.</summary>
    /// <param name="wanted">What the manager asked for; counters below its threshold are left out by the caller.</param>
    DaemonReport Collect(MMgrConfigure wanted);
}
