using MgrPlatform.Wire.Maps.Crush;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>The hash of an object's name, rjenkins, which decides about its placement group.</summary>
public static class ObjectHash
{
    private const uint Golden = 0x9e3779b9;
    private const int Block = 12;
    private const char Separator = '\u001f';

    /// <param name="space">The object's name space; empty for none.</param>
    public static uint Of(string space, string name) =>
        Of(System.Text.Encoding.UTF8.GetBytes(space.Length > 0 ? $"{space}{Separator}{name}" : name));

    private static uint Of(ReadOnlySpan<byte> text)
    {
        var (a, b, c) = (Golden, Golden, 0u);
        var length = (uint)text.Length;
        while (text.Length >= Block)
        {
            a += Word(text);
            b += Word(text[4..]);
            c += Word(text[8..]);
            CrushHash.Mix(ref a, ref b, ref c);
            text = text[Block..];
        }

        a += Word(text);
        b += text.Length > 4 ? Word(text[4..]) : 0;
        c += length + (text.Length > 8 ? Word(text[8..]) << 8 : 0); // The lowest byte is the length's.
        CrushHash.Mix(ref a, ref b, ref c);
        return c;
    }

    // What is missing of four bytes counts as zero.
    private static uint Word(ReadOnlySpan<byte> text)
    {
        var word = 0u;
        for (var i = 0; i < Math.Min(4, text.Length); i++)
        {
            word |= (uint)text[i] << (8 * i);
        }

        return word;
    }
}
