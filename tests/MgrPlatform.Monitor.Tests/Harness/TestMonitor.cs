using MgrPlatform.Consensus;
using MgrPlatform.Monitor.Daemon;
using MgrPlatform.Monitor.Services;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Tests.Harness;

/// <summary>A core, its store and its timers.</summary>
internal sealed class TestMonitor
{
    private readonly MonitorCore _core;

    public TestMonitor(string name, EntityAddressVector addresses, IMonitorStore store, MonitorOptions options, FillRandom random)
    {
        Name = name;
        Addresses = addresses;
        Store = store;
        var metadata = new SortedDictionary<string, string> { ["ceph_version"] = "ceph version 16.2.15", ["hostname"] = "vm" };
        _core = new MonitorCore(
            new MonitorIdentity(TestCluster.Fsid, name, addresses, metadata),
            options,
            new QuorumOptions { SyncPrefixes = MonitorServices.SyncPrefixes },
            store, random);
    }

    public string Name { get; }

    public EntityAddressVector Addresses { get; }

    public string Address => Addresses.ToString();

    public IMonitorStore Store { get; }

    public MonitorContext Context => _core.Context;

    public MonitorCore Core => _core;

    public MonitorTimers Timers { get; } = new();

    public SortedDictionary<long, TestClient> Clients { get; } = [];

    public bool IsRunning { get; set; } = true;

    public MonitorEffect.Exit? Exit { get; set; }

    public T Service<T>()
        where T : PaxosService =>
        Context.Service<T>();

    public IReadOnlyList<MonitorEffect> Step(MonitorInput input, UTime now, TimeSpan elapsed)
    {
        List<MonitorEffect> effects = [];
        _core.Step(input, now, elapsed, effects);
        return effects;
    }

    public void Keep(MonitorEffect effect)
    {
        switch (effect)
        {
            case MonitorEffect.SetTimer timer:
                Timers.Set(timer.Timer, timer.Due);
                break;
            case MonitorEffect.CancelTimer timer:
                Timers.Cancel(timer.Timer);
                break;
            case MonitorEffect.TickAt tick:
                Timers.TickAt(tick.Due);
                break;
        }
    }
}
