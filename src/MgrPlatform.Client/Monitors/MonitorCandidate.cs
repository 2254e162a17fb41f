using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Monitors;

/// <summary>A monitor that we may try, and how it went so far.</summary>
internal sealed class MonitorCandidate(string name, EntityAddress address, ushort priority, ushort weight)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(0.1);
    private const int DoublingLimit = 5; // 3.2 s

    /// <summary>Empty before there is a monmap.</summary>
    public string Name => name;

    public EntityAddress Address => address;

    /// <summary>The lowest first.</summary>
    public ushort Priority => priority;

    /// <summary>How often it is chosen among those of its priority; if all are zero each as often as the others.</summary>
    public ushort Weight => weight;

    /// <summary>In this round already.</summary>
    public bool WasTried { get; set; }

    public TimeSpan RetryAt { get; set; }

    public int Failures { get; private set; }

    /// <summary>Another method than our preferred one, because it asked for it.</summary>
    public AuthMethod? Method { get; set; }

    public void Fail(TimeSpan now)
    {
        RetryAt = now + (FirstDelay * (1 << Math.Min(Failures, DoublingLimit)));
        Failures++;
    }

    public void Succeed() => Failures = 0;

    /// <summary>A new monmap: what we know of the monitor at the same address stays.</summary>
    public void TakeOver(MonitorCandidate earlier)
    {
        WasTried = earlier.WasTried;
        RetryAt = earlier.RetryAt;
        Failures = earlier.Failures;
        Method = earlier.Method;
    }
}
