using System.Text;
using MgrPlatform.Monitor.Commands;

namespace MgrPlatform.Monitor.Services.Auth;

/// <summary>
/// <c>fs authorize</c>: from a file system and pairs of a path and what may be done below it, the caps of a client that mounts it. Pure.
/// </summary>
internal static class FsAuthorize
{
    public const string Signature =
        "fs authorize name=filesystem,type=CephString name=entity,type=CephString name=caps,type=CephString,n=N";

    public const string Help =
        "add auth for <entity> to access file system <filesystem> based on following directory and permissions pairs";

    private const string RootSquash = "root_squash";

    // What the metadata servers' grammar knows: to read, and to write, layouts and quotas, and snapshots, in that order.
    private static readonly string[] Known = ["r", "rw", "rwp", "rws", "rwps"];

    /// <param name="filesystems">The names of those that there are.</param>
    /// <param name="words">
    /// Path, permissions, perhaps <c>root_squash</c>; the next path, and so on. A last path without permissions is nothing.
    /// </param>
    /// <exception cref="CommandException">In Ceph's words.</exception>
    public static IReadOnlyDictionary<string, string> Caps(
        IReadOnlyCollection<string> filesystems, string filesystem, IReadOnlyList<string> words)
    {
        var isEvery = filesystem is "all" or "*";
        if (!isEvery && !filesystems.Contains(filesystem))
        {
            throw new CommandException(Errno.Invalid, $"filesystem {filesystem} does not exist.");
        }

        var only = isEvery ? "" : $" fsname={filesystem}";
        var mayWrite = false;
        var mds = new StringBuilder();
        for (var i = 0; i + 1 < words.Count; i += 2)
        {
            var (path, permissions) = (words[i], words[i + 1]);
            Check(permissions);
            mayWrite |= permissions.Contains('w', StringComparison.Ordinal);
            var grant = $"allow {permissions}{only}{(path == "/" ? "" : $" path={path}")}";
            if (!Known.Contains(permissions))
            {
                var read = Known.Where(known => permissions.StartsWith(known, StringComparison.Ordinal)).Max(static known => known.Length);
                throw Unparsed($"{permissions[read..]}{only}", grant);
            }

            if (path.Length == 0)
            {
                throw Unparsed("path=", grant);
            }

            if (i + 2 < words.Count && words[i + 2] == RootSquash)
            {
                grant += " " + RootSquash;
                i++;
            }

            mds.Append(mds.Length == 0 ? "" : ", ").Append(grant);
        }

        if (mds.Length == 0)
        {
            throw Unparsed("", "");
        }

        return new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["mds"] = mds.ToString(),
            ["mon"] = "allow r" + only,
            ["osd"] = $"allow {(mayWrite ? "rw" : "r")} tag cephfs data={filesystem}",
        };
    }

    private static void Check(string permissions)
    {
        if (!permissions.StartsWith('r') || (permissions.Length > 1 && permissions[1] != 'w'))
        {
            throw new CommandException(Errno.Invalid, "Permission flags must start with 'r' or 'rw'.");
        }

        foreach (var flag in permissions.Skip(2))
        {
            if (flag is not ('p' or 's'))
            {
                throw new CommandException(Errno.Invalid, $"Unknown permission flag '{flag}'.");
            }
        }
    }

    private static CommandException Unparsed(string rest, string grant) =>
        new(Errno.Invalid, $"mds capability parse failed, stopped at '{rest}' of '{grant}'");
}
