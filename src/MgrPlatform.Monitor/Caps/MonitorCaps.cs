namespace MgrPlatform.Monitor.Caps;

/// <summary>
/// What an entity may do at the monitors: <c>allow r, allow command "osd new" with id=3, allow profile mgr</c>. Ceph's grammar.
/// </summary>
public sealed class MonitorCaps
{
    /// <summary>Longer texts are no capabilities; Ceph's own are a few hundred characters.</summary>
    public const int MaximumLength = 64 * 1024;

    public static readonly MonitorCaps None = new("", []);

    /// <summary>What a monitor may do at another one.</summary>
    public static readonly MonitorCaps AllowAll = new("allow *", [new CapGrant("", "", "", CapPermissions.Any)]);

    private MonitorCaps(string text, IReadOnlyList<CapGrant> grants)
    {
        Text = text;
        Grants = grants;
    }

    public string Text { get; }

    public IReadOnlyList<CapGrant> Grants { get; }

    public bool IsAllowAll => Grants.Any(static grant => grant.IsAllowAll && grant.Network is null);

    /// <summary>False when the text is not of the grammar; nothing of it holds then.</summary>
    public static bool TryParse(string text, out MonitorCaps caps)
    {
        if (text.Length <= MaximumLength && CapParser.TryParse(text, out var grants))
        {
            caps = new MonitorCaps(text, grants);
            return true;
        }

        caps = None;
        return false;
    }

    /// <summary>Text that is not of the grammar grants nothing.</summary>
    public static MonitorCaps Parse(string text) =>
        TryParse(text, out var caps) ? caps : None;

    /// <summary>Whether all grants together allow it.</summary>
    public bool Allow(CapRequest request)
    {
        var allowed = CapPermissions.None;
        foreach (var grant in Grants)
        {
            if (grant.Network is { } network && !network.Contains(request.From))
            {
                continue;
            }

            if (grant.IsAllowAll)
            {
                return true;
            }

            allowed |= grant.For(request);
            if ((allowed & request.Needed) == request.Needed)
            {
                // With nothing needed nothing need be granted, but somebody without a single grant is nobody here.
                return true;
            }
        }

        return false;
    }
}
