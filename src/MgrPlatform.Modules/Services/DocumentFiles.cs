using System.Collections.Concurrent;
using MgrPlatform.Modules.Backend;

namespace MgrPlatform.Modules.Services;

/// <summary>
/// Hands large documents to children as files in memory: one file a version, however many modules read it. A version that is no longer
/// current stays for a while, because a child may have been told its path and not opened it yet.
/// </summary>
internal sealed class DocumentFiles(string folder, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);
    private readonly ConcurrentDictionary<(string Name, long Version), Lazy<string>> _files = new();
    private readonly ConcurrentQueue<(string Name, long Version, long Written)> _order = new();

    public string PathOf(Document document)
    {
        RemoveOld(document);
        return _files.GetOrAdd((document.Name, document.Version), _ => new Lazy<string>(() => Write(document))).Value;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Write(Document document)
    {
        // Names come from the backend, but "device <id>" carries what a disk calls itself.
        var name = string.Concat(document.Name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
        var path = Path.Combine(folder, $"{name}.{document.Version}.json");
        File.WriteAllBytes(path, document.Json.Span);
        _order.Enqueue((document.Name, document.Version, time.GetTimestamp()));
        return path;
    }

    private void RemoveOld(Document current)
    {
        while (_order.TryPeek(out var oldest)
            && time.GetElapsedTime(oldest.Written) > Grace
            && (oldest.Name != current.Name || oldest.Version != current.Version)
            && _order.TryDequeue(out var removed))
        {
            if (removed != oldest)
            {
                _order.Enqueue(removed); // Another caller was faster with the one that was peeked at.
                return;
            }

            if (_files.TryRemove((removed.Name, removed.Version), out var file))
            {
                File.Delete(file.Value);
            }
        }
    }
}
