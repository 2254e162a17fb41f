using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace MgrPlatform.Cli.Dev;

/// <summary>
/// Appends lines to a file in the background. Never makes a writer wait: lines that come faster than the disk takes them
/// are dropped, and counted in the file. At <see cref="MaximumLength"/> the file is set aside as <c>NAME.1</c>.
/// </summary>
internal sealed class LogFile : IAsyncDisposable
{
    public const long MaximumLength = 32 * 1024 * 1024;

    private const int MaximumWaiting = 10_000;

    private readonly Channel<string> _lines = Channel.CreateBounded<string>(
        new BoundedChannelOptions(MaximumWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly string _path;
    private readonly Task _writing;
    private StreamWriter _writer;
    private long _dropped;

    public LogFile(string path)
    {
        _path = path;
        _writer = Open();
        _writing = Task.Run(WriteAllAsync);
    }

    public void Write(string line)
    {
        if (!_lines.Writer.TryWrite(line))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
        await _writer.DisposeAsync();
    }

    private StreamWriter Open() => new(
        new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    private async Task WriteAllAsync()
    {
        while (await _lines.Reader.WaitToReadAsync())
        {
            while (_lines.Reader.TryRead(out var line))
            {
                await _writer.WriteLineAsync(line);
            }

            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
            {
                await _writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"({dropped} lines were written faster than the disk took them, and dropped)"));
            }

            await _writer.FlushAsync();
            await RotateAsync();
        }
    }

    private async Task RotateAsync()
    {
        if (_writer.BaseStream.Length >= MaximumLength)
        {
            await _writer.DisposeAsync();
            File.Move(_path, _path + ".1", overwrite: true);
            _writer = Open();
        }
    }
}
