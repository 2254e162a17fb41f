using System.Globalization;
using System.Text;

namespace MgrPlatform.Modules.Logs;

/// <summary>The files of modules that have <c>log_to_file</c> on, as Ceph names them; each is rotated once, so that it is bounded.</summary>
internal sealed class ModuleLogFiles(string? folder, string managerId) : IDisposable
{
    private const long LargestFile = 32L * 1024 * 1024;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, StreamWriter> _writers = new(StringComparer.Ordinal);

    public void Write(string module, ModuleLogLine line)
    {
        if (folder is null)
        {
            return;
        }

        lock (_lock)
        {
            try
            {
                var writer = Open(module);
                writer.WriteLine(line.ToString());
                if (writer.BaseStream.Length > LargestFile)
                {
                    writer.Dispose();
                    _writers.Remove(module);
                    File.Move(PathOf(module), PathOf(module) + ".1", overwrite: true);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // A full disk or a folder of somebody else must not stop the module; the manager's log has the line too.
                if (_writers.Remove(module, out var broken))
                {
                    Close(broken);
                }
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var writer in _writers.Values)
            {
                Close(writer); // Each line was flushed when it was written.
            }

            _writers.Clear();
        }
    }

    /// <summary>Without a last try to write what is left.</summary>
    private static void Close(StreamWriter broken)
    {
        try
        {
            broken.BaseStream.Dispose();
        }
        catch (IOException)
        {
            // It is closed all the same.
        }
    }

    private StreamWriter Open(string module)
    {
        if (!_writers.TryGetValue(module, out var writer))
        {
            Directory.CreateDirectory(folder!);
            var stream = new FileStream(PathOf(module), new FileStreamOptions
            {
                Mode = FileMode.Append,
                Access = FileAccess.Write,
                Share = FileShare.ReadWrite | FileShare.Delete,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            writer = new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true };
            _writers[module] = writer;
        }

        return writer;
    }

    private string PathOf(string module) => Path.Combine(folder!, string.Create(CultureInfo.InvariantCulture, $"mgr.{managerId}.{module}.log"));
}
