using MgrPlatform.Wire.Cephx;

namespace MgrPlatform.Client.Configuration;

/// <summary>
/// Finds an entity's key as Ceph does: the option <c>key</c>, then the file of <c>keyfile</c>, then the first keyring of the option
/// <c>keyring</c> that has the entity.
/// </summary>
public static class EntityKeySearch
{
    private const UnixFileMode ForOthers =
        UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <exception cref="ClientException">There is no key; the message lists where it was looked for.</exception>
    public static EntityKey Find(CephConfiguration configuration)
    {
        if (configuration.Find("key") is { Length: > 0 } key)
        {
            return new EntityKey(Parse(key, "the option key"), "the option key", []);
        }

        if (configuration.Find("keyfile") is { Length: > 0 } keyFile)
        {
            return new EntityKey(Parse(ReadText(keyFile), keyFile), keyFile, Warnings(keyFile));
        }

        List<string> looked = [];
        foreach (var path in Places(configuration))
        {
            if (!File.Exists(path))
            {
                looked.Add($"{path} is not there");
            }
            else if (TryRead(path, looked) is { } keyring)
            {
                if (keyring.Find(configuration.Name) is { Key: { } found })
                {
                    return new EntityKey(found, path, Warnings(path));
                }

                looked.Add($"{path} has {Describe(keyring.Entries)}");
            }
        }

        throw new ClientException(
            Errno.Access,
            $"no key for {configuration.Name}: {(looked.Count == 0 ? "the option keyring is empty" : string.Join(", ", looked))}; "
            + $"put the output of `ceph auth get {configuration.Name}` there or name a file with --keyring");
    }

    private static string[] Places(CephConfiguration configuration) =>
        (configuration.Find("keyring") ?? "").Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Keyring? TryRead(string path, List<string> looked)
    {
        try
        {
            return Keyring.Read(path);
        }
        catch (ClientException error) when (error.Errno == Errno.Access)
        {
            // Ceph takes the next one; root's keyring may lie beside one that this user may read.
            looked.Add($"{path} may not be read by this user");
            return null;
        }
    }

    private static string Describe(IReadOnlyList<KeyringEntry> entries) => entries.Count switch
    {
        0 => "no keys",
        <= 3 => $"only {string.Join(", ", entries.Select(static entry => entry.Name))}",
        _ => $"keys of {entries.Count} others",
    };

    private static CephxKey Parse(string text, string source) =>
        Keyring.ParseKey(text) ?? throw new ClientException(Errno.Invalid, $"{source}: {Keyring.MalformedKey}");

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ClientException(FileErrno.Of(error), $"cannot read the key file {path}: {error.Message}", error);
        }
    }

    private static IReadOnlyList<string> Warnings(string path) =>
        (File.GetUnixFileMode(path) & ForOthers) == 0
            ? []
            : [$"{path} may be read or written by other users; `chmod 600 {path}` keeps the key secret"];
}
