using MgrPlatform.Wire.Maps.Fs;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Service;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Mon;

namespace MgrPlatform.Client.Monitors;

/// <summary>What the monitors have told, in the order in which they told it. Of maps each one is newer than the one before.</summary>
public abstract record MonitorEvent
{
    private MonitorEvent()
    {
    }

    public sealed record MonMapChanged(MonMap Map) : MonitorEvent;

    /// <summary>A map of epoch 0 is how a monitor tells a manager that it is none.</summary>
    public sealed record MgrMapChanged(MgrMap Map) : MonitorEvent;

    /// <summary>One event for each epoch that arrives, whole or as changes to the one before.</summary>
    /// <param name="IsWhole">The epochs before it were left out.</param>
    public sealed record OsdMapChanged(OsdMap Map, bool IsWhole) : MonitorEvent;

    public sealed record FsMapChanged(FsMap Map) : MonitorEvent;

    /// <summary>
    /// For a manager: it told the monitors that it serves, and they have another one, or none. A map that they sent before says so too, or
    /// one that is still to come does.
    /// </summary>
    public sealed record ManagerDismissed : MonitorEvent;

    public sealed record FsMapUserChanged(FsMapUser Map) : MonitorEvent;

    public sealed record ServiceMapChanged(ServiceMap Map) : MonitorEvent;

    /// <summary>The options that the monitors hold for us, all of them.</summary>
    public sealed record ConfigChanged(IReadOnlyDictionary<string, string> Options) : MonitorEvent;

    /// <summary>Keys under a prefix that is subscribed to: all of them, or only what has changed.</summary>
    public sealed record KeysChanged(MKVData Keys) : MonitorEvent;

    /// <summary>What only the monitors know, as JSON.</summary>
    public sealed record DigestArrived(string MonStatus, string Health) : MonitorEvent;

    /// <summary>Lines of the cluster log.</summary>
    public sealed record ClusterLogged(IReadOnlyList<LogEntry> Entries) : MonitorEvent;

    /// <summary>A session stands; subscriptions and commands have been sent again.</summary>
    /// <param name="Monitor">Its name; empty before there is a monmap.</param>
    public sealed record SessionOpened(string Monitor, ulong GlobalId) : MonitorEvent;

    /// <param name="IsPlanned">We left, to log in anew.</param>
    public sealed record SessionLost(string Reason, bool IsPlanned = false) : MonitorEvent;

    /// <summary>
    /// The monitors gave us another global id: to them we are somebody new. It happens when they have lost their keys.
    /// </summary>
    public sealed record GlobalIdChanged(ulong Before, ulong Now) : MonitorEvent;

    /// <summary>We have new rotating keys or tickets.</summary>
    public sealed record KeysRenewed(bool Rotating) : MonitorEvent;

    /// <summary>Any other message: for OSDs and other daemons that have their own business with the monitors.</summary>
    public sealed record MessageArrived(Message Message) : MonitorEvent;
}
