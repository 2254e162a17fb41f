using System.Globalization;
using MgrPlatform.Wire.Messages;

namespace MgrPlatform.Monitor.Tests.Harness;

/// <summary>
/// The messages of tests/assets/vectors, as if they were of the test's own cluster: what names the captured cluster names ours instead.
/// </summary>
internal static class CapturedMessages
{
    // Before the fsid in a command: the service's header.
    private const int ServiceHeader = 18;
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "vectors");

    public static IReadOnlyList<CapturedMessage> Load()
    {
        List<CapturedMessage> all = [.. Read("wire", typeAt: 1, versionAt: 3), .. Read("osds", 1, 2), .. Read("quorum", 1, 2)];
        var clusters = all.Where(static one => one.Type == MessageType.MonCommand && one.Front.Length > ServiceHeader + 16)
            .Select(static one => Convert.ToHexString(one.Front, ServiceHeader, 16)).ToHashSet(StringComparer.Ordinal);
        foreach (var one in all)
        {
            foreach (var cluster in clusters)
            {
                Replace(one.Front, Convert.FromHexString(cluster));
            }
        }

        return all;
    }

    private static IEnumerable<CapturedMessage> Read(string folder, int typeAt, int versionAt)
    {
        foreach (var line in File.ReadLines(Path.Combine(Root, folder, "index.tsv")).Skip(1))
        {
            var columns = line.Split('\t');
            if (!columns[0].EndsWith(".front", StringComparison.Ordinal) || !columns[typeAt].StartsWith("0x", StringComparison.Ordinal))
            {
                continue;
            }

            var front = Path.Combine(Root, folder, columns[0]);
            var data = Path.ChangeExtension(front, ".data");
            yield return new CapturedMessage(
                columns[0],
                (MessageType)ushort.Parse(columns[typeAt].AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                ushort.Parse(columns[versionAt], CultureInfo.InvariantCulture),
                ushort.Parse(columns[versionAt + 1], CultureInfo.InvariantCulture),
                File.ReadAllBytes(front),
                File.Exists(data) ? File.ReadAllBytes(data) : []);
        }
    }

    private static void Replace(byte[] bytes, byte[] cluster)
    {
        var ours = TestCluster.Fsid.ToByteArray(bigEndian: true);
        for (var at = 0; bytes.AsSpan(at).IndexOf(cluster) is var found and >= 0; at += found + ours.Length)
        {
            ours.CopyTo(bytes, at + found);
        }
    }
}
