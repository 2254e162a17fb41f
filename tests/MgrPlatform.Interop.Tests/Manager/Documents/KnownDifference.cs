using System.IO.Enumeration;
using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Interop.Tests.Manager.Documents;

/// <summary>A line of the tables in <c>docs/operators/documents.md</c>: where our documents may differ from ceph-mgr's, and why.</summary>
/// <param name="Document">A name, or several with <c>*</c>.</param>
/// <param name="Place">Within it, the same.</param>
/// <param name="Releases">Where it is so always; empty when it only moves, so that two readings may be the same.</param>
internal sealed record KnownDifference(string Document, string Place, IReadOnlyList<CephRelease> Releases)
{
    public static IReadOnlyList<KnownDifference> ReadAll() =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "docs", "documents.md"))
            .Where(static line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(static line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(static cells => new KnownDifference(cells[1].Trim('`'), cells[2].Trim('`'), ReleasesOf(cells[3]))),
    ];

    public bool Covers(string document, string place) =>
        FileSystemName.MatchesSimpleExpression(Document, document, ignoreCase: false)
        && FileSystemName.MatchesSimpleExpression(Place, place, ignoreCase: false);

    private static CephRelease[] ReleasesOf(string cell) => cell switch
    {
        "moves" => [],
        "all" => Enum.GetValues<CephRelease>(),
        _ => [.. cell.Split(' ').Select(static release => Enum.Parse<CephRelease>(release))],
    };
}
