using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace MgrPlatform.Messenger.Transport;

/// <summary>
/// Reads a socket into one buffer, when it is asked to. The buffer is there only while it holds something, begins small and grows with
/// what the peer sends at once: many slow connections cost little, and a fast one few system calls. One may read at a time; a pending read
/// may be cancelled from any thread.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A source of cancellation without a timer has nothing to dispose of.")]
internal sealed class SocketReader(Socket socket) : PipeReader
{
    private const int FirstSize = 4 * 1024;
    private const int LargestRead = 256 * 1024;

    private readonly Lock _gate = new();
    private CancellationTokenSource _pending = new();
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private int _size = FirstSize;
    private bool _isExamined = true;
    private bool _isEnded;
    private bool _isCancelled;

    private ReadOnlySequence<byte> Unread => new(_buffer, _start, _end - _start);

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (TryRead(out var ready))
        {
            return ready;
        }

        CancellationToken pending;
        lock (_gate)
        {
            pending = _pending.Token;
        }

        try
        {
            if (_start == _end)
            {
                Release();
                await socket.ReceiveAsync(Memory<byte>.Empty, pending); // Until there is something, without a buffer for it.
            }

            var read = await socket.ReceiveAsync(Room(), pending);
            _end += read;
            _isEnded = read == 0;
            _isExamined = false;
            if (_end == _buffer.Length)
            {
                _size = Math.Min(_size * 4, LargestRead);
            }
        }
        catch (OperationCanceledException) when (pending.IsCancellationRequested)
        {
            lock (_gate)
            {
                _isCancelled = false;
            }

            return new ReadResult(Unread, isCanceled: true, _isEnded);
        }

        return new ReadResult(Unread, isCanceled: false, _isEnded);
    }

    public override bool TryRead(out ReadResult result)
    {
        lock (_gate)
        {
            if (_isCancelled || _isEnded || !_isExamined)
            {
                result = new ReadResult(Unread, _isCancelled, _isEnded);
                _isCancelled = false;
                return true;
            }
        }

        result = default;
        return false;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _isExamined = examined.GetInteger() >= _end;
        _start = consumed.GetInteger();
    }

    public override void CancelPendingRead()
    {
        CancellationTokenSource pending;
        lock (_gate)
        {
            _isCancelled = true;
            pending = _pending;
            _pending = new CancellationTokenSource();
        }

        pending.Cancel();
    }

    public override void Complete(Exception? exception = null)
    {
        _start = _end;
        Release();
    }

    /// <summary>Free space at the end of the buffer; what is unread moves to its front or to a larger one when there is little.</summary>
    private Memory<byte> Room()
    {
        var unread = _end - _start;
        if (_buffer.Length == 0)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(_size);
        }
        else if (unread + (_size / 2) > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(unread * 2, unread + _size));
            _buffer.AsSpan(_start, unread).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
            (_start, _end) = (0, unread);
        }
        else if (_end + (_size / 2) > _buffer.Length)
        {
            _buffer.AsSpan(_start, unread).CopyTo(_buffer);
            (_start, _end) = (0, unread);
        }

        return _buffer.AsMemory(_end);
    }

    private void Release()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            _start = 0;
            _end = 0;
        }
    }
}
