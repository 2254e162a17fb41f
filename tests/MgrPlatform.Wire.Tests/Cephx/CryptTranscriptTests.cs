using MgrPlatform.Wire.Cephx;

namespace MgrPlatform.Wire.Tests.Cephx;

public sealed class CryptTranscriptTests
{
    public static TheoryData<string> Names => [.. Transcript.Names.Where(static name => !name.StartsWith("16_", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_captured_encryption_is_undone_and_every_one_without_randomness_repeated(string name)
    {
        using var transcript = Transcript.Load(name);

        foreach (var operation in transcript.Root.GetProperty("crypt").EnumerateArray())
        {
            var type = (KeyType)operation.GetProperty("key_type").GetInt32();
            var usage = (KeyUsage)operation.GetProperty("usage").GetInt32();
            var key = new CephxKey(type, default, new Secret(Convert.FromHexString(operation.GetProperty("key").GetString()!)));
            var plaintext = Convert.FromHexString(operation.GetProperty("plaintext").GetString()!);
            var ciphertext = Convert.FromHexString(operation.GetProperty("ciphertext").GetString()!);

            Assert.True(Enum.IsDefined(usage));
            Assert.Equal(plaintext, Envelope.TryDecrypt(key, usage, ciphertext));
            if (type == KeyType.Aes)
            {
                Assert.Equal(ciphertext, Envelope.Encrypt(key, usage, plaintext, static _ => Assert.Fail("aes draws nothing")));
            }
        }
    }
}
