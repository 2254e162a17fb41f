using MgrPlatform.Monitor.Daemon;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Monitor.Tests.Harness;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Tests.Seeded;

/// <summary>A monitor's place: its store, and the life that it has or not.</summary>
internal sealed class SeededMonitor(string name, EntityAddressVector addresses, MemoryMonitorStore store)
{
    public string Name { get; } = name;

    public EntityAddressVector Addresses { get; } = addresses;

    public string Address { get; } = addresses.ToString();

    public MemoryMonitorStore Store { get; } = store;

    /// <summary>Null while it is down.</summary>
    public TestMonitor? Life { get; set; }

    /// <summary>It stands still until then; everything waits for it.</summary>
    public TimeSpan StillUntil { get; set; }

    /// <summary>For when a look at its timers is planned.</summary>
    public TimeSpan? Wake { get; set; }

    public Dictionary<long, SeededClient> Clients { get; } = [];
}
