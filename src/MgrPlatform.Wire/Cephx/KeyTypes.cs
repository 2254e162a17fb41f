namespace MgrPlatform.Wire.Cephx;

/// <summary>Ceph's words and sizes for key types.</summary>
public static class KeyTypes
{
    public static string ToName(this KeyType type) => type switch
    {
        KeyType.None => "none",
        KeyType.Aes => "aes",
        KeyType.Aes256k => "aes256k",
        _ => "unknown",
    };

    /// <summary>Bytes of a key, or -1 for a type that we do not know.</summary>
    public static int SecretSize(this KeyType type) => type switch
    {
        KeyType.None => 0,
        KeyType.Aes => 16,
        KeyType.Aes256k => 32,
        _ => -1,
    };
}
