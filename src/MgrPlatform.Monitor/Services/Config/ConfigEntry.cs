using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Config;

/// <summary>A value that the operator has set: for whom, and under what condition.</summary>
/// <param name="Section"><c>global</c>, a kind of daemon (<c>osd</c>), or one of them (<c>osd.3</c>).</param>
/// <param name="Mask">Empty, or <c>host:h</c>, <c>class:ssd</c>, <c>rack:r</c>, several with a slash between.</param>
public sealed record ConfigEntry(string Section, string Mask, string Name, string Value)
{
    public const string Global = "global";
    private const string StorePrefix = "config/";

    /// <summary>The key under which it is kept.</summary>
    public string Key => StorePrefix + Who + "/" + Name;

    /// <summary>As <c>config set</c> takes it: section and mask.</summary>
    public string Who => Mask.Length == 0 ? Section : Section + "/" + Mask;

    /// <summary>0 for global, 1 for a kind, 2 for one daemon: the higher wins.</summary>
    public int Rank => Section == Global ? 0 : Section.Contains('.', StringComparison.Ordinal) ? 2 : 1;

    /// <summary>Null for a key that is no option.</summary>
    public static ConfigEntry? FromStore(string key, string value)
    {
        if (!key.StartsWith(StorePrefix, StringComparison.Ordinal)
            || key[StorePrefix.Length..].Split('/') is not [var section, .. var rest])
        {
            return null;
        }

        var masks = rest.TakeWhile(static part => part.Contains(':', StringComparison.Ordinal)).ToList();
        var name = string.Join('/', rest.Skip(masks.Count));
        return name.Length == 0 ? null : new ConfigEntry(section, string.Join('/', masks), name, value);
    }

    /// <summary>What stands before the first slash, and what after it.</summary>
    public static (string Section, string Mask) SplitWho(string who)
    {
        var slash = who.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (who, "") : (who[..slash], who[(slash + 1)..]);
    }

    /// <summary>False for a section that is nobody's.</summary>
    public static bool TryParseWho(string who, out string section, out string mask)
    {
        (section, mask) = SplitWho(who);
        var isMask = mask
            .Split('/', StringSplitOptions.RemoveEmptyEntries)
            .All(static part => part.Contains(':', StringComparison.Ordinal));
        return isMask && (section == Global
            || (EntityTypeNames.TryParse(section, out var type) && type != EntityType.Auth)
            || (EntityName.TryParse(section, out var name) && name.Type != EntityType.Auth));
    }

    /// <summary>Whether it is for this entity, its mask aside.</summary>
    public bool IsFor(EntityName entity) =>
        Section == Global || Section == entity.Type.ToName() || Section == entity.ToString()
        || (Rank == 2 && entity.ToString().StartsWith(Section + ".", StringComparison.Ordinal));
}
