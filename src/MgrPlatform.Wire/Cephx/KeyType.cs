namespace MgrPlatform.Wire.Cephx;

/// <summary>The ciphers of cephx keys. The type travels with every key, and one session may mix both.</summary>
public enum KeyType : ushort
{
    None = 0,

    /// <summary>AES-128-CBC with a fixed IV and without authentication; what Ceph had before CVE-2025-30156 was fixed.</summary>
    Aes = 1,

    /// <summary>aes256-cts-hmac-sha384-192 of RFC 8009.</summary>
    Aes256k = 2,
}
