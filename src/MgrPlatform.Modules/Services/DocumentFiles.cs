using MgrPlatform.Modules.Backend;

namespace MgrPlatform.Modules.Services;

/// <summary>
/// Hands large documents to children as files in memory: one file a version, however many modules read it. A file stays for a while after it
/// was last handed out, because a child may have been told its path and not opened it yet.
/// </summary>
internal sealed class DocumentFiles(string folder, TimeProvider time) : IDisposable
{
    private const int LongestName = 64;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Name, long Version), DocumentFile> _files = [];
    private long _lastFile;

    public string PathOf(Document document)
    {
        DocumentFile file;
        lock (_lock)
        {
            RemoveOld();
            if (!_files.TryGetValue((document.Name, document.Version), out file!))
            {
                var path = NewPath(document);
                file = new DocumentFile(new Lazy<string>(() => Write(path, document)));
                _files[(document.Name, document.Version)] = file;
            }

            file.HandedOut = time.GetTimestamp();
        }

        try
        {
            return file.Path.Value; // Outside the lock: a large one takes a while.
        }
        catch (IOException)
        {
            lock (_lock)
            {
                _files.Remove((document.Name, document.Version)); // There may be room the next time.
            }

            throw;
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string Write(string path, Document document)
    {
        File.WriteAllBytes(path, document.Json.Span);
        return path;
    }

    /// <summary>Names come from the backend, but "device &lt;id&gt;" carries what a disk calls itself; the number keeps apart what then looks the same.</summary>
    private string NewPath(Document document)
    {
        var name = string.Concat(document.Name.Take(LongestName).Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
        return Path.Combine(folder, $"{name}.{document.Version}.{++_lastFile}.json");
    }

    private void RemoveOld()
    {
        foreach (var (key, file) in _files.Where(file => time.GetElapsedTime(file.Value.HandedOut) > Grace).ToList())
        {
            _files.Remove(key);
            if (file.Path.IsValueCreated)
            {
                File.Delete(file.Path.Value);
            }
        }
    }

    private sealed class DocumentFile(Lazy<string> path)
    {
        public Lazy<string> Path { get; } = path;

        public long HandedOut { get; set; }
    }
}
