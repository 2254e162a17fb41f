using System.Security.Cryptography;

namespace MgrPlatform.Plugins.Rest.Keys;

/// <summary>What is stored of an API key: enough to recognise it, not enough to use it.</summary>
internal sealed record KeyHash(byte[] Salt, byte[] Hash, int Iterations)
{
    // The keys are 256 random bits, which nobody guesses; the iterations are for a store that leaks and a key that was chosen badly.
    private const int DefaultIterations = 20_000;
    private const int SaltLength = 16;
    private const int HashLength = 32;

    public static KeyHash Of(string key)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        return new KeyHash(salt, Derive(key, salt, DefaultIterations), DefaultIterations);
    }

    /// <summary>Takes the same time whether the key is right or not.</summary>
    public bool Matches(string key) => CryptographicOperations.FixedTimeEquals(Derive(key, Salt, Iterations), Hash);

    private static byte[] Derive(string key, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(key, salt, iterations, HashAlgorithmName.SHA256, HashLength);
}
