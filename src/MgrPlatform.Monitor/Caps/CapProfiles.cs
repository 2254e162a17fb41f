using MgrPlatform.Wire.Primitives;
using static MgrPlatform.Monitor.Caps.CapPermissions;

namespace MgrPlatform.Monitor.Caps;

/// <summary>Ceph's named sets of grants at the monitors.</summary>
internal static class CapProfiles
{
    // RBD's caps for OSDs, as a bootstrap key may ask for them.
    private const string RbdOsdCaps = @"([ ,]*profile(=|[ ]+)['""]?rbd[^ ,'""]*['""]?([ ]+pool(=|[ ]+)['""]?[^,'""]+['""]?)?)+";
    private const string AddressWithNonce = "[^/]+/[0-9]+";

    /// <summary>Empty for a name that is no profile.</summary>
    public static IEnumerable<CapGrant> Grants(string profile, EntityName name) => profile switch
    {
        "mon" => [Of("mon", All), Of("log", All), .. Private(name)],
        "osd" =>
        [
            Of("osd", All), Of("mon", Read), Of("pg", Read | Write), Of("log", Write),
            CapGrant.ForCommand(
                "config set",
                ("who", ArgumentConstraint.BeginsWith("osd.")),
                ("name", ArgumentConstraint.Fits("osd_mclock_max_capacity_iops_(hdd|ssd)"))),
            .. Private(name),
        ],
        "mds" =>
        [
            Of("mds", All), Of("mon", Read), Of("osd", Read), CapGrant.ForCommand("osd pool rmsnap"),
            CapGrant.ForCommand("osd blacklist"), CapGrant.ForCommand("osd blocklist"), Of("log", Write), .. Private(name),
        ],
        "mgr" =>
        [
            Of("mgr", All), Of("log", Read | Write), Of("mon", Read | Write), Of("mds", Read | Write), Of("fs", Read | Write),
            Of("osd", Read | Write), Of("auth", All), Of("config-key", Read | Write), Of("config", Read | Write),
            CapGrant.ForCommand("osd blocklist"), CapGrant.ForCommand("pg force-recovery"), .. Private(name),
        ],
        "bootstrap-osd" =>
        [
            Of("mon", Read), Of("osd", Read), CapGrant.ForCommand("mon getmap"), CapGrant.ForCommand("osd new"),
            CapGrant.ForCommand("osd purge-new"),
        ],
        "bootstrap-mds" => [.. Bootstrap(
            "mds.", "allow profile mds", ("caps_osd", ArgumentConstraint.Is("allow rwx")), ("caps_mds", ArgumentConstraint.Is("allow")))],
        "bootstrap-mgr" => [.. Bootstrap("mgr.", "allow profile mgr")],
        "bootstrap-rgw" => [.. Bootstrap("client.rgw.", "allow rw", ("caps_osd", ArgumentConstraint.Is("allow rwx")))],
        "bootstrap-rbd" => [.. Bootstrap("client.", "profile rbd", ("caps_osd", ArgumentConstraint.Fits(RbdOsdCaps)))],
        "bootstrap-rbd-mirror" => [.. Bootstrap("client.", "profile rbd-mirror", ("caps_osd", ArgumentConstraint.Fits(RbdOsdCaps)))],
        "fs-client" => [Of("mon", Read), Of("mds", Read), Of("osd", Read), Of("pg", Read)],
        "simple-rados-client" => [Of("mon", Read), Of("osd", Read), Of("pg", Read)],
        "rbd" => [.. Rbd()],
        "rbd-read-only" => [Of("mon", Read), Of("osd", Read), Of("pg", Read)],
        "rbd-mirror" =>
            [.. Rbd(), CapGrant.ForCommand("config-key get", ("key", ArgumentConstraint.BeginsWith("rbd/mirror/")))],
        "crash" => [Of("mon", Read)],
        "role-definer" => [Of("mon", Read), Of("auth", All)],
        "read-only" => [new CapGrant("", "", "", Read)],
        "read-write" => [new CapGrant("", "", "", Read | Write)],
        _ => [],
    };

    private static CapGrant Of(string service, CapPermissions permissions) => CapGrant.ForService(service, permissions);

    /// <summary>Each daemon has a corner of the key-value store to itself.</summary>
    private static IEnumerable<CapGrant> Private(EntityName name)
    {
        var mine = ("key", ArgumentConstraint.BeginsWith($"daemon-private/{name}/"));
        return ((string[])["get", "put", "set", "exists", "delete", "rm"]).Select(verb => CapGrant.ForCommand("config-key " + verb, mine));
    }

    private static IEnumerable<CapGrant> Bootstrap(
        string entities, string monCaps, params (string Argument, ArgumentConstraint Constraint)[] others) =>
    [
        Of("mon", Read),
        Of("osd", Read),
        CapGrant.ForCommand("mon getmap"),
        CapGrant.ForCommand(
            "auth get-or-create",
            [("entity", ArgumentConstraint.BeginsWith(entities)), ("caps_mon", ArgumentConstraint.Is(monCaps)), .. others]),
    ];

    private static IEnumerable<CapGrant> Rbd() =>
    [
        Of("mon", Read), Of("osd", Read), Of("pg", Read),
        Blocklisting("blacklist", "blacklistop"), Blocklisting("blocklist", "blocklistop"),
    ];

    // To break the lock of a dead client: one address with its nonce, never a whole host.
    private static CapGrant Blocklisting(string command, string operation) => CapGrant.ForCommand(
        "osd " + command, (operation, ArgumentConstraint.Is("add")), ("addr", ArgumentConstraint.Fits(AddressWithNonce)));
}
