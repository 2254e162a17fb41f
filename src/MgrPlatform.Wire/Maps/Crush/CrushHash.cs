namespace MgrPlatform.Wire.Maps.Crush;

/// <summary>The hash rjenkins1 of up to four numbers: what makes a placement the same wherever it is computed.</summary>
internal static class CrushHash
{
    private const uint Seed = 1315423911;
    private const uint FirstFiller = 231232;
    private const uint SecondFiller = 1232;

    public static uint Of(uint a, uint b)
    {
        var hash = Seed ^ a ^ b;
        var (x, y) = (FirstFiller, SecondFiller);
        Mix(ref a, ref b, ref hash);
        Mix(ref x, ref a, ref hash);
        Mix(ref b, ref y, ref hash);
        return hash;
    }

    public static uint Of(uint a, uint b, uint c)
    {
        var hash = Seed ^ a ^ b ^ c;
        var (x, y) = (FirstFiller, SecondFiller);
        Mix(ref a, ref b, ref hash);
        Mix(ref c, ref x, ref hash);
        Mix(ref y, ref a, ref hash);
        Mix(ref b, ref x, ref hash);
        Mix(ref y, ref c, ref hash);
        return hash;
    }

    public static uint Of(uint a, uint b, uint c, uint d)
    {
        var hash = Seed ^ a ^ b ^ c ^ d;
        var (x, y) = (FirstFiller, SecondFiller);
        Mix(ref a, ref b, ref hash);
        Mix(ref c, ref d, ref hash);
        Mix(ref a, ref x, ref hash);
        Mix(ref y, ref b, ref hash);
        Mix(ref c, ref x, ref hash);
        Mix(ref y, ref d, ref hash);
        return hash;
    }

    /// <summary>Jenkins' mixing of three words.</summary>
    internal static void Mix(ref uint a, ref uint b, ref uint c)
    {
        a = (a - b - c) ^ (c >> 13);
        b = (b - c - a) ^ (a << 8);
        c = (c - a - b) ^ (b >> 13);
        a = (a - b - c) ^ (c >> 12);
        b = (b - c - a) ^ (a << 16);
        c = (c - a - b) ^ (b >> 5);
        a = (a - b - c) ^ (c >> 3);
        b = (b - c - a) ^ (a << 10);
        c = (c - a - b) ^ (b >> 15);
    }
}
