using System.Net.Sockets;

namespace MgrPlatform.PluginSdk.Runner;

/// <summary>Cuts a socket's bytes into lines of bounded length. One thread.</summary>
internal sealed class LineReader(Socket socket, int maxLength)
{
    private const int StartSize = 16 * 1024;
    private const int KeepSize = 1024 * 1024; // A buffer that one large answer needed is not kept for good.

    private byte[] _buffer = new byte[StartSize];
    private int _start;
    private int _scanned;
    private int _end;

    public int MaxLength { get; set; } = maxLength;

    /// <summary>The next line without its end; valid until the next call. False when the connection has ended.</summary>
    /// <exception cref="InvalidDataException">A line is longer than allowed.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var newline = _buffer.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                var end = _scanned + newline;
                line = _buffer.AsSpan(_start, end - _start);
                _start = _scanned = end + 1;
                return true;
            }

            _scanned = _end;
            if (_end - _start > MaxLength)
            {
                throw new InvalidDataException($"the host sent a line longer than {MaxLength} bytes");
            }

            MakeRoom();
            var received = Receive();
            if (received == 0)
            {
                line = default;
                return false;
            }

            _end += received;
        }
    }

    private int Receive()
    {
        try
        {
            return socket.Receive(_buffer.AsSpan(_end));
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }

    private void MakeRoom()
    {
        if (_start == _end)
        {
            _start = _scanned = _end = 0;
            if (_buffer.Length > KeepSize)
            {
                _buffer = new byte[StartSize];
            }
        }

        if (_end < _buffer.Length)
        {
            return;
        }

        var length = _end - _start;
        var target = length > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        Buffer.BlockCopy(_buffer, _start, target, 0, length);
        _buffer = target;
        (_start, _scanned, _end) = (0, length, length);
    }
}
