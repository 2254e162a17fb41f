using MgrPlatform.Manager.Role;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Tests.Role;

/// <summary>A role machine, the maps that monitors would send, and a clock that the test turns.</summary>
internal sealed class RoleScene
{
    public const ulong Gid = 4242;

    private static readonly EntityAddress Address = Parse("v2:127.0.0.1:48001/77");
    private uint _epoch;

    public RoleScene(RoleOptions? options = null)
    {
        Machine = new RoleMachine(options ?? new RoleOptions(), "y", Guid.Parse("d82751f8-43cf-445d-95af-fd428f48bbaa"));
        Do(new RoleInput.Described(new Dictionary<string, string> { ["hostname"] = "vm" }));
    }

    public RoleMachine Machine { get; }

    public TimeSpan Now { get; private set; }

    public List<RoleEffect> Effects { get; } = [];

    public IEnumerable<MMgrBeacon> Beacons => Effects.OfType<RoleEffect.Send>().Select(static send => send.Beacon);

    public MMgrBeacon LastBeacon => Beacons.Last();

    public static EntityAddressVector Addresses { get; } = new([Address]);

    public static MonCommand Command(string signature) => new(signature, "", "mgr", "r", MonCommand.Everywhere, MonCommandFlags.Manager);

    /// <summary>Effects of this input alone.</summary>
    public IReadOnlyList<RoleEffect> Do(RoleInput input)
    {
        var before = Effects.Count;
        Machine.Step(input, Now, Effects);
        return Effects[before..];
    }

    public IReadOnlyList<RoleEffect> Map(
        ulong active,
        bool available = false,
        uint term = 1,
        string[]? modules = null,
        string[]? alwaysOn = null,
        IReadOnlyList<MgrModule>? activeModules = null,
        IReadOnlyList<MgrModule>? standbyModules = null) =>
        Do(new RoleInput.MapChanged(new MgrMap
        {
            Epoch = ++_epoch,
            ActiveGid = active,
            ActiveName = active == Gid ? "y" : active == 0 ? "" : "x",
            Available = available,
            ActiveChange = new UTime(term, 0),
            Modules = modules ?? [],
            AvailableModules = activeModules ?? [],
            Standbys = standbyModules is null ? [] : new OrderedDictionary<ulong, MgrStandby>
            {
                [Gid] = new MgrStandby(Gid, "y", [], standbyModules, Features.Default),
            },
            AlwaysOnModules = new Dictionary<uint, string[]> { [16] = alwaysOn ?? [] },
        }));

    /// <summary>Lets time pass in steps of a tick, and returns what it brought.</summary>
    public IReadOnlyList<RoleEffect> Wait(double seconds)
    {
        var before = Effects.Count;
        for (var step = 0; step < seconds * 4; step++)
        {
            Now += TimeSpan.FromMilliseconds(250);
            Machine.Step(new RoleInput.Tick(), Now, Effects);
        }

        return Effects[before..];
    }

    /// <summary>Made active, started, and available to clients.</summary>
    public RoleScene MakeAvailable(params string[] signatures)
    {
        Do(new RoleInput.CommandsChanged([.. signatures.Select(Command)]));
        Do(new RoleInput.Identified(Gid));
        Map(Gid);
        Do(new RoleInput.Started(Addresses));
        Do(new RoleInput.Settled());
        Map(Gid, available: true);
        return this;
    }

    private static EntityAddress Parse(string text) =>
        EntityAddressParser.TryParse(text, EntityAddressType.Msgr2, out EntityAddress? address) ? address : throw new FormatException(text);
}
