using System.Text.Json;
using MgrPlatform.Wire.Cephx;

namespace MgrPlatform.Wire.Tests.Cephx;

public sealed class Rfc8009CipherTests
{
    private static readonly JsonElement Root = JsonDocument.Parse(Vectors.Text("rfc8009.json")).RootElement;

    private static readonly byte[] Key = Hex(Root, "base_key");

    public static TheoryData<int> RfcSamples => [0, 1, 2, 3];

    public static TheoryData<string> Usages => [.. Root.GetProperty("cephx_usages").EnumerateObject().Select(usage => usage.Name)];

    [Theory]
    [MemberData(nameof(RfcSamples))]
    public void The_samples_of_the_RFC_come_out(int index)
    {
        var rfc = Root.GetProperty("rfc8009_usage2");
        var sample = rfc.GetProperty("samples")[index];
        const KeyUsage usage = (KeyUsage)2;

        Assert.Equal(Hex(rfc, "ke"), Rfc8009Cipher.DeriveEncryptionKey(Key, usage));
        Assert.Equal(Hex(rfc, "ki"), Rfc8009Cipher.DeriveIntegrityKey(Key, usage));
        Assert.Equal(Hex(sample, "ciphertext"), Rfc8009Cipher.Encrypt(Key, usage, Hex(sample, "confounder"), Hex(sample, "plaintext")));
        Assert.Equal(Hex(sample, "plaintext"), Rfc8009Cipher.TryDecrypt(Key, usage, Hex(sample, "ciphertext")));
    }

    [Theory]
    [MemberData(nameof(Usages))]
    public void Every_usage_of_Ceph_has_its_own_keys(string name)
    {
        var vector = Root.GetProperty("cephx_usages").GetProperty(name);
        var sample = vector.GetProperty("sample");
        var usage = (KeyUsage)Convert.ToUInt32(name, 16);
        var ciphertext = Hex(sample, "hex");

        Assert.True(Enum.IsDefined(usage));
        Assert.Equal(Hex(vector, "ke"), Rfc8009Cipher.DeriveEncryptionKey(Key, usage));
        Assert.Equal(Hex(vector, "ki"), Rfc8009Cipher.DeriveIntegrityKey(Key, usage));
        Assert.Equal(ciphertext, Rfc8009Cipher.Encrypt(Key, usage, Hex(sample, "confounder_hex"), Hex(sample, "plaintext_hex")));
        Assert.Equal(Hex(sample, "plaintext_hex"), Rfc8009Cipher.TryDecrypt(Key, usage, ciphertext));
        Assert.Null(Rfc8009Cipher.TryDecrypt(Key, usage + 1, ciphertext));
    }

    [Fact]
    public void Every_length_comes_back()
    {
        var confounder = new byte[16];
        for (var length = 0; length < 100; length++)
        {
            var plaintext = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();

            var ciphertext = Rfc8009Cipher.Encrypt(Key, KeyUsage.Grant, confounder, plaintext);

            Assert.Equal(16 + length + 24, ciphertext.Length);
            Assert.Equal(plaintext, Rfc8009Cipher.TryDecrypt(Key, KeyUsage.Grant, ciphertext));
        }
    }

    [Fact]
    public void Any_flipped_bit_is_noticed()
    {
        var ciphertext = Rfc8009Cipher.Encrypt(Key, KeyUsage.Grant, new byte[16], "plain text of some length"u8);

        for (var bit = 0; bit < ciphertext.Length * 8; bit++)
        {
            var damaged = ciphertext.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(Rfc8009Cipher.TryDecrypt(Key, KeyUsage.Grant, damaged));
        }
    }

    [Fact]
    public void The_answer_to_a_challenge_is_the_one_of_20_2_4()
    {
        var challenge = Root.GetProperty("challenge");
        var key = new CephxKey(KeyType.Aes256k, default, new Secret(Key));

        var answer = Challenge.Answer(key, Number(challenge, "server_challenge"), Number(challenge, "client_challenge"));

        Assert.Equal(Number(challenge, "key"), answer);
    }

    private static byte[] Hex(JsonElement element, string property) => Convert.FromHexString(element.GetProperty(property).GetString()!);

    private static ulong Number(JsonElement element, string property) => Convert.ToUInt64(element.GetProperty(property).GetString(), 16);
}
