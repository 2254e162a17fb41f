namespace MgrPlatform.Modules.Catalog;

/// <summary>
/// Code that runs as the manager must not be writable by anybody but the manager's user and root. As in ssh, a group may write only when it
/// is its owner's private one (same number).
/// </summary>
internal static class FolderTrust
{
    /// <summary>Why a folder is not to be trusted, with what to do; null when it is.</summary>
    public static string? FindProblem(string folder)
    {
        if (Directory.ResolveLinkTarget(folder, returnFinalTarget: true) is { } target)
        {
            folder = target.FullName; // What counts is who may write where the code is.
        }

        var parent = Path.GetDirectoryName(folder);
        var paths = FolderFiles.EnumerateAll(folder).Select(entry => entry.FullName).Prepend(folder);
        foreach (var path in parent is null ? paths : paths.Prepend(parent))
        {
            if (FindProblemOf(path, isParent: path == parent) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static string BelongsTo(string path, uint owner) =>
        $"{path} belongs to user {owner}, who could change what the manager runs; 'chown' it to root or to the manager's user";

    private static string? FindProblemOf(string path, bool isParent)
    {
        if (Posix.TryStat(path) is not { } stat)
        {
            return null; // Gone meanwhile: it cannot be loaded either.
        }

        if (stat.Owner != 0 && stat.Owner != Posix.EffectiveUser)
        {
            return BelongsTo(path, stat.Owner);
        }

        if (stat.IsLink)
        {
            // A link has no permissions of its own, what it leads to has.
            if (Posix.TryStat(path, followLink: true) is not { } target)
            {
                return null;
            }

            stat = target;
            if (stat.Owner != 0 && stat.Owner != Posix.EffectiveUser)
            {
                return BelongsTo(path, stat.Owner);
            }
        }

        if (isParent && stat.IsSticky)
        {
            return null; // In a folder such as /tmp only owners may replace their files.
        }

        if (stat.OthersMayWrite || (stat.GroupMayWrite && stat.Group != stat.Owner))
        {
            var who = stat.OthersMayWrite ? "anybody" : $"group {stat.Group}";
            return $"{path} can be written by {who}, who could change what the manager runs; 'chmod go-w' it";
        }

        return null;
    }
}
