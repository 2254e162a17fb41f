namespace MgrPlatform.Modules.Commands;

/// <summary>
/// What ceph-mgr makes of a Python module's stdout before anybody sees it: empty lines are dropped, and every line ends with a newline
/// (tried on 16.2.15, where it holds inside JSON too). Modules written for it rely on it; others are passed on as they are.
/// </summary>
internal static class CephOutput
{
    public static ReadOnlyMemory<byte> Normalize(ReadOnlyMemory<byte> output)
    {
        if (output.IsEmpty)
        {
            return output;
        }

        var normal = new byte[output.Length + 1];
        var length = 0;
        var rest = output.Span;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (!line.IsEmpty)
            {
                line.CopyTo(normal.AsSpan(length));
                length += line.Length;
                normal[length++] = (byte)'\n';
            }
        }

        return normal.AsMemory(0, length);
    }
}
