using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Configuration;

/// <summary>Keys of entities, as in a keyring file.</summary>
public sealed class Keyring
{
    private const string CapsPrefix = "caps_";

    private readonly OrderedDictionary<EntityName, KeyringEntry> _entries;

    private Keyring(OrderedDictionary<EntityName, KeyringEntry> entries)
    {
        _entries = entries;
    }

    public IReadOnlyList<KeyringEntry> Entries => _entries.Values;

    public KeyringEntry? Find(EntityName name) => _entries.GetValueOrDefault(name);

    /// <exception cref="ClientException">The text is no keyring; the message names file and line, and never a key.</exception>
    public static Keyring Parse(string text, string path)
    {
        var entries = new OrderedDictionary<EntityName, KeyringEntry>();
        var scanner = new CephConfScanner(text, path);
        EntityName? name = null;
        while (scanner.TryRead(out var item))
        {
            if (item.Section is { } section)
            {
                name = EntityName.TryParse(section, out var parsed)
                    ? parsed
                    : throw scanner.Error(item.Line, $"[{section}] is no entity such as client.admin");
                if (!entries.ContainsKey(parsed))
                {
                    entries[parsed] = new KeyringEntry(parsed, null, []);
                }
            }
            else if (name is not { } current)
            {
                throw scanner.Error(item.Line, "there must be a heading such as [client.admin] above the first key");
            }
            else
            {
                entries[current] = Take(entries[current], item, scanner);
            }
        }

        return new Keyring(entries);
    }

    /// <exception cref="ClientException">It cannot be read, or is no keyring.</exception>
    public static Keyring Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ClientException(FileErrno.Of(error), $"cannot read the keyring {path}: {error.Message}", error);
        }
    }

    private static KeyringEntry Take(KeyringEntry entry, CephConfScanner.Item item, CephConfScanner scanner)
    {
        var option = OptionName.Normalize(item.Key);
        if (option == "key")
        {
            return entry with { Key = ParseKey(item.Value) ?? throw scanner.Error(item.Line, MalformedKey) };
        }

        if (option.StartsWith(CapsPrefix, StringComparison.Ordinal))
        {
            entry.Caps[option[CapsPrefix.Length..]] = item.Value;
        }

        return entry; // Other options are of older releases; Ceph passes them over too.
    }

    internal const string MalformedKey =
        "the key is malformed: it must be base64 of an aes (AQ…) or aes256k (Ag…) key, as `ceph auth get-key` prints it";

    internal static CephxKey? ParseKey(string base64) => CephxKey.TryParse(base64, out var key) ? key : null;
}
