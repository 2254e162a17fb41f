using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.PluginSdk;

namespace MgrPlatform.Plugins.Rest.Keys;

/// <summary>The API keys: created and shown once, stored as hashes in the module's key-value store.</summary>
internal sealed class ApiKeyStore(ModuleStore store, TimeProvider time)
{
    private const string Prefix = "keys/";
    private const int MaxKeys = 1000;
    private const int MaxNameLength = 64;
    private const int MaxRemembered = 256;

    private static readonly KeyHash NobodysHash = KeyHash.Of("nobody");

    private readonly byte[] _sessionKey = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, string> _recognised = new(StringComparer.Ordinal);

    public IEnumerable<(string Name, string Created)> List() => store.WithPrefix(Prefix)
        .Select(static pair => (pair.Key[Prefix.Length..], (string?)JsonNode.Parse(pair.Value)?["created"] ?? ""));

    /// <summary>Creates a key. This is the only time that anybody sees it.</summary>
    public async Task<string> CreateAsync(string name, CancellationToken cancellationToken)
    {
        if (name.Length is 0 or > MaxNameLength || !name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '@'))
        {
            throw new CommandException(
                ErrorCode.Invalid, $"'{name}' cannot be a key's name: use 1 to {MaxNameLength} letters, digits, '-', '_', '.' or '@'");
        }

        if (store.Get(Prefix + name) is not null)
        {
            throw new CommandException(
                ErrorCode.Exists, $"there is a key '{name}' already, and keys are shown only once; to replace it: auth_key_delete {name}, then create it again");
        }

        if (store.WithPrefix(Prefix).Count >= MaxKeys)
        {
            throw new CommandException(ErrorCode.TryAgain, $"there are {MaxKeys} keys already, which is the limit; delete one that is not used");
        }

        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var hash = KeyHash.Of(key);
        var record = new JsonObject
        {
            ["created"] = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["salt"] = Convert.ToBase64String(hash.Salt),
            ["hash"] = Convert.ToBase64String(hash.Hash),
            ["iterations"] = hash.Iterations,
        };
        await store.SetAsync(Prefix + name, record.ToJsonString(), cancellationToken);
        return key;
    }

    public async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        if (store.Get(Prefix + name) is null)
        {
            return false;
        }

        await store.RemoveAsync(Prefix + name, cancellationToken);
        _recognised.Clear();
        return true;
    }

    /// <summary>Tells whether the key is the name's. An unknown name takes as long as a wrong key.</summary>
    public bool IsValid(string name, string key)
    {
        var stored = store.Get(Prefix + name);
        if (stored is null)
        {
            NobodysHash.Matches(key);
            return false;
        }

        // Deriving costs milliseconds; a key that was recognised is known again by a keyed hash, for as long as its record stays the same.
        var mark = Mark(name, key);
        if (_recognised.TryGetValue(mark, out var record) && record == stored)
        {
            return true;
        }

        if (!Read(stored).Matches(key))
        {
            return false;
        }

        if (_recognised.Count >= MaxRemembered)
        {
            _recognised.Clear();
        }

        _recognised[mark] = stored;
        return true;
    }

    private static KeyHash Read(string record)
    {
        var json = JsonElement.Parse(record);
        return new KeyHash(
            json.GetProperty("salt").GetBytesFromBase64(), json.GetProperty("hash").GetBytesFromBase64(), json.GetProperty("iterations").GetInt32());
    }

    private string Mark(string name, string key) =>
        Convert.ToHexString(HMACSHA256.HashData(_sessionKey, Encoding.UTF8.GetBytes($"{name}\0{key}")));
}
