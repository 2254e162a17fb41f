using System.Text.Json;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Services.Auth;
using MgrPlatform.Monitor.Services.ConfigKey;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>The keys that come and go with an OSD: its own, and the one that unlocks its encrypted disk.</summary>
internal sealed class OsdKeys(AuthService auth, KvService keys)
{
    private static readonly SortedDictionary<string, string> Caps = new(StringComparer.Ordinal)
    {
        ["mgr"] = "allow profile osd",
        ["mon"] = "allow profile osd",
        ["osd"] = "allow *",
    };

    public bool IsWriteable => auth.IsWriteable && keys.IsWriteable;

    /// <summary>
    /// Takes the secrets that came with <c>osd new -i</c>: an object with <c>cephx_secret</c>, and for an encrypted disk two more.
    /// </summary>
    public void Make(int osd, Guid uuid, ReadOnlyMemory<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(input);
            if (Find(document, "cephx_secret") is { } secret)
            {
                Set(new EntityName(EntityType.Osd, $"{osd}"), secret, Caps);
            }

            if (Find(document, "cephx_lockbox_secret") is { } lockbox && Find(document, "dmcrypt_key") is { } dmcrypt)
            {
                Set(Lockbox(uuid), lockbox, new SortedDictionary<string, string>(StringComparer.Ordinal)
                {
                    ["mon"] = $"allow command \"config-key get\" with key=\"dm-crypt/osd/{uuid}/luks\"",
                });
                keys.Set($"dm-crypt/osd/{uuid}/luks", System.Text.Encoding.UTF8.GetBytes(dmcrypt));
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException) // The latter: a string that is no text.
        {
            throw new CommandException(Errno.Invalid, $"invalid secrets: {error.Message}");
        }
    }

    public void Remove(int osd, Guid uuid)
    {
        foreach (var name in (EntityName[])[new EntityName(EntityType.Osd, $"{osd}"), Lockbox(uuid)])
        {
            if (auth.FindPending(name) is not null)
            {
                auth.Remove(name);
            }
        }

        foreach (var (key, _) in keys.Entries($"dm-crypt/osd/{uuid}/").ToList())
        {
            keys.Remove(key);
        }

        foreach (var (key, _) in keys.Entries($"daemon-private/osd.{osd}/").ToList())
        {
            keys.Remove(key);
        }
    }

    private void Set(EntityName name, string secret, IReadOnlyDictionary<string, string> caps)
    {
        if (!CephxKey.TryParse(secret, out var key))
        {
            throw new CommandException(Errno.Invalid, "invalid cephx secret.");
        }

        if (auth.FindPending(name) is { } known && !known.Key.Secret.Bytes.SequenceEqual(key.Secret.Bytes))
        {
            throw new CommandException(Errno.Exists, $"entity {name} exists but key does not match");
        }

        auth.Set(name, new EntityAuth(key, caps));
    }

    private static EntityName Lockbox(Guid uuid) => new(EntityType.Client, $"osd-lockbox.{uuid}");

    private static string? Find(JsonDocument document, string name) =>
        document.RootElement.ValueKind == JsonValueKind.Object
        && document.RootElement.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
