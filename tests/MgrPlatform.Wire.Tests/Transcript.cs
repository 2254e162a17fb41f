using System.Text.Json;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Wire.Tests;

/// <summary>A captured connection: both banners, every frame in order, and the keys.</summary>
internal sealed class Transcript : IDisposable
{
    private readonly JsonDocument _document;

    private Transcript(string name)
    {
        _document = JsonDocument.Parse(Vectors.Text(name));
        Frames = [.. Root.GetProperty("frames").EnumerateArray().Select(TranscriptFrame.Parse)];
    }

    public JsonElement Root => _document.RootElement;

    public IReadOnlyList<TranscriptFrame> Frames { get; }

    public byte[] SentBanner => Convert.FromHexString(Root.GetProperty("banner").GetProperty("tx").GetString()!);

    public byte[] ReceivedBanner => Convert.FromHexString(Root.GetProperty("banner").GetProperty("rx").GetString()!);

    public byte[] SessionKey => Hex("session_key_hex")!;

    public byte[] ConnectionSecret => Hex("connection_secret_hex") ?? [];

    /// <summary>Rotating keys come with us as the server only.</summary>
    public bool WeAreServer => Root.TryGetProperty("rotating_keys", out _);

    public static IEnumerable<string> Names => Vectors.Names("handshakes", "*.json").Select(Path.GetFileNameWithoutExtension)!;

    public static TheoryData<string> TheoryData => [.. Names];

    /// <summary>We were the client, of a monitor.</summary>
    public static IEnumerable<string> MonitorLogins => Names.Where(static name =>
        (name.Contains("_mon_", StringComparison.Ordinal) && !IsServer(name)) || name == "20_client_aes256k_first");

    /// <summary>We were the client, of an OSD or an MDS.</summary>
    public static IEnumerable<string> ServiceLogins => Names.Where(static name =>
        !IsServer(name) && (name.Contains("_osd0", StringComparison.Ordinal) || name.Contains("_mds_", StringComparison.Ordinal)));

    /// <summary>We were the manager that daemons and clients connected to.</summary>
    public static IEnumerable<string> Servers => Names.Where(IsServer);

    public static Transcript Load(string name) => new(Path.Combine("handshakes", name + ".json"));

    public static CephxKey Key(byte[] secret) => new(secret.Length == 16 ? KeyType.Aes : KeyType.Aes256k, default, new Secret(secret));

    public byte[]? Hex(string property) =>
        Root.TryGetProperty(property, out var value) && value.GetString() is { } hex ? Convert.FromHexString(hex) : null;

    public CephxKey RotatingKey(ulong id)
    {
        var key = Root.GetProperty("rotating_keys").GetProperty($"{id}");
        return Key(Convert.FromHexString((key.ValueKind == JsonValueKind.String ? key : key.GetProperty("secret_hex")).GetString()!));
    }

    public TranscriptFrame First(FrameTag tag) => Frames.First(frame => frame.Tag == tag);

    /// <summary>Banner and frames up to the first one in secure mode, as one side sent them.</summary>
    public byte[] BytesBeforeSignature(bool sent) =>
    [
        .. sent ? SentBanner : ReceivedBanner,
        .. Frames.TakeWhile(frame => frame.Tag != FrameTag.AuthSignature).Where(frame => frame.Sent == sent).SelectMany(frame => frame.Raw),
    ];

    private static bool IsServer(string name) => name.Contains("server", StringComparison.Ordinal);

    public void Dispose() => _document.Dispose();
}
