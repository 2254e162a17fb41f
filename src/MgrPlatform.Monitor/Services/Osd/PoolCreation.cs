using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Services.Osd.Crush;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Messages.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>Makes a pool in the pending map. What cannot be made is refused in Ceph's words.</summary>
internal static class PoolCreation
{
    public const byte Replicated = 1;
    public const byte Erasure = 3;
    public const ulong HashPool = 1;
    public const ulong Creating = 1 << 15;
    private const uint StripeUnit = 4096;
    private const string DefaultProfile = "default";

    /// <summary>What is asked for; null for what the cluster's defaults decide.</summary>
    public sealed record Wish(string Name)
    {
        public uint? PgCount { get; init; }

        public uint? PgpCount { get; init; }

        public byte? Size { get; init; }

        public bool IsErasure { get; init; }

        public string? Profile { get; init; }

        public string? Rule { get; init; }

        public ulong ExpectedObjects { get; init; }

        public byte? AutoscaleMode { get; init; }
    }

    /// <returns>The new pool's id.</returns>
    public static long Create(PendingOsdMap map, PgCreations creations, Wish wish, OsdMapOptions options, UTime now)
    {
        if (wish.Name.Length == 0 || wish.Name.Contains('\0', StringComparison.Ordinal))
        {
            throw new CommandException(Errno.Invalid, "pool names must not be empty");
        }

        var profileName = wish.IsErasure ? wish.Profile ?? DefaultProfile : "";
        var profile = wish.IsErasure
            ? map.FindProfile(profileName)
                ?? throw new CommandException(Errno.NotFound, $"specified erasure code profile {profileName} doesn't exist")
            : null;
        var (size, minSize) = Sizes(wish, profile, options);
        var pgCount = wish.PgCount is > 0 and var wanted ? wanted : options.PoolDefaultPgCount;
        CheckPgCount("pg_num", pgCount, options.MaxPoolPgCount);
        var pgpCount = wish.PgpCount is > 0 and var wantedPgp ? wantedPgp : pgCount;
        if (pgpCount > pgCount)
        {
            throw new CommandException(
                34, $"'pgp_num' must be greater than 0 and lower or equal than 'pg_num', which in this case is {pgCount}");
        }

        var rule = FindRule(map, wish, profileName, profile, size);
        var id = Math.Max(map.NewPoolMax ?? 0, map.Current.Client.PoolMax) + 1;
        map.NewPoolMax = id;
        map.NewPoolNames[id] = wish.Name;
        map.NewPools[id] = new PgPool
        {
            Type = wish.IsErasure ? Erasure : Replicated,
            Size = size,
            MinSize = minSize,
            CrushRule = (byte)rule,
            PgCount = pgCount,
            PgpCount = pgpCount,
            PgCountTarget = pgCount,
            PgpCountTarget = pgpCount,
            PgCountPending = pgCount,
            Flags = HashPool | Creating,
            StripeWidth = profile is null ? 0 : StripeUnit * Number(profile, "k", 2),
            ErasureCodeProfile = profileName,
            ExpectedObjects = wish.ExpectedObjects,
            CreateTime = now,
            LastForceOpResend = wish.IsErasure ? 0 : 0u,
            AutoscaleMode = wish.AutoscaleMode ?? options.PoolDefaultAutoscaleMode,
        };
        creations.Order(id, 0, pgCount, new PgCreation(map.Epoch, now));
        return id;
    }

    public static void CheckPgCount(string name, uint count, uint max)
    {
        if (count == 0 || count > max)
        {
            throw new CommandException(
                34,
                $"'{name}' must be greater than 0 and less than or equal to {max} "
                + "(you may adjust 'mon max pool pg num' for higher values)");
        }
    }

    public static uint Number(IReadOnlyDictionary<string, string> profile, string key, uint fallback) =>
        profile.TryGetValue(key, out var text) && uint.TryParse(text, out var number) ? number : fallback;

    private static (byte Size, byte MinSize) Sizes(Wish wish, OrderedDictionary<string, string>? profile, OsdMapOptions options)
    {
        if (profile is not null)
        {
            var (k, m) = (Number(profile, "k", 2), Number(profile, "m", 1));
            return ((byte)(k + m), (byte)(k + Math.Min(1, m - 1)));
        }

        var size = wish.Size is > 0 and var wanted ? wanted : options.PoolDefaultSize;
        if (size is < 1 or > 10)
        {
            throw new CommandException(Errno.Invalid, "pool size must be between 1 and 10");
        }

        return (size, options.PoolDefaultMinSize > 0 ? Math.Min(options.PoolDefaultMinSize, size) : (byte)(size - (size / 2)));
    }

    private static int FindRule(PendingOsdMap map, Wish wish, string profileName, OrderedDictionary<string, string>? profile, int size)
    {
        var crush = map.Crush;
        if (wish.Rule is { Length: > 0 } name && crush.FindRule(name) is { } known)
        {
            return known;
        }

        if (profile is null)
        {
            return wish.Rule is { Length: > 0 } unknown
                ? throw new CommandException(Errno.NotFound, $"specified rule {unknown} doesn't exist")
                : FirstReplicatedRule(crush) ?? throw new CommandException(Errno.NotFound, "no suitable CRUSH rule exists");
        }

        // An erasure-coded pool gets a rule of its own, unless it shares the one of the default profile.
        var ruleName = wish.Rule is { Length: > 0 } given ? given : profileName == DefaultProfile ? "erasure-code" : wish.Name;
        if (crush.FindRule(ruleName) is { } made)
        {
            return made;
        }

        var editor = new CrushEditor(crush);
        var rule = AddErasureRule(editor, ruleName, profile, size);
        map.NewCrush = editor.Build();
        return rule;
    }

    public static int AddErasureRule(CrushEditor editor, string name, OrderedDictionary<string, string> profile, int size) =>
        editor.AddSimpleRule(
            name,
            profile.GetValueOrDefault("crush-root", DefaultProfile),
            profile.GetValueOrDefault("crush-failure-domain", "host"),
            profile.GetValueOrDefault("crush-device-class") is { Length: > 0 } className ? className : null,
            independent: true,
            Erasure,
            size);

    private static int? FirstReplicatedRule(Wire.Maps.Crush.CrushMap crush)
    {
        for (var id = 0; id < crush.Rules.Count; id++)
        {
            if (crush.Rules[id]?.Type == Replicated)
            {
                return id;
            }
        }

        return null;
    }
}
