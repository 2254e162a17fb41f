namespace MgrPlatform.Modules.Backend;

/// <summary>One version of a snapshot document. Immutable; its JSON is made at most once, on the first request, whoever asks.</summary>
public sealed class Document
{
    private readonly Lazy<ReadOnlyMemory<byte>> _json;

    public Document(string name, long version, Func<ReadOnlyMemory<byte>> serialize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(version);
        Name = name;
        Version = version;
        _json = new Lazy<ReadOnlyMemory<byte>>(serialize);
    }

    public string Name { get; }

    /// <summary>Above zero; another number means another content.</summary>
    public long Version { get; }

    /// <summary>The document as UTF-8 JSON without a newline inside.</summary>
    public ReadOnlyMemory<byte> Json => _json.Value;
}
