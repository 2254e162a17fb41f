using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Pg.Digest;

/// <summary>
/// Stands before a digest that is about to be sent. A monitor aborts on a malformed one (it took a whole quorum down with it), so the
/// bytes are read again by <see cref="PgMapDigestProbe"/>, which shares nothing with the encoder, and once more by the codec; what does not
/// come out equal is never sent.
/// </summary>
public static class DigestGuard
{
    /// <summary>The digest's bytes, or why they must not be sent.</summary>
    public static bool TryEncode(PgMapDigest digest, Features features, out ReadOnlyMemory<byte> bytes, out string problem)
    {
        var encoded = WireWriter.Encode(digest, features);
        problem = PgMapDigestProbe.Check(encoded, digest) is { Length: > 0 } found ? found : Reread(encoded, features);
        bytes = problem.Length == 0 ? encoded : ReadOnlyMemory<byte>.Empty;
        return problem.Length == 0;
    }

    private static string Reread(byte[] encoded, Features features)
    {
        try
        {
            var reader = new WireReader(encoded);
            var again = reader.Read<PgMapDigest>();
            if (!reader.AtEnd)
            {
                return $"{reader.Remaining} bytes follow the digest";
            }

            return WireWriter.Encode(again, features).AsSpan().SequenceEqual(encoded)
                ? ""
                : "the digest that was read is not the one that was written";
        }
        catch (WireFormatException refused)
        {
            return refused.Message;
        }
    }
}
