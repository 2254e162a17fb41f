using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Wire.Frames;
using MgrPlatform.Wire.Handshake;
using Microsoft.AspNetCore.Connections;

namespace MgrPlatform.Messenger.Tests.Faults;

/// <summary>A proxy between those who connect through it and a transport: it cuts, delays, silences and repeats.</summary>
internal sealed class FaultyTransport(ITransport inner, Func<int, Fault> faultOf) : ITransport
{
    private int _connections;
    private long _bytes0;
    private long _bytes1;

    /// <summary>How many connections were opened through it.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Bytes that were passed on in all, by direction.</summary>
    public (long ToServer, long ToClient) Bytes => (Volatile.Read(ref _bytes0), Volatile.Read(ref _bytes1));

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        inner.BindAsync(endpoint, cancellationToken);

    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var far = await inner.ConnectAsync(endpoint, cancellationToken);
        var (near, ours) = MemoryConnection.CreatePair((IPEndPoint)far.LocalEndPoint!, (IPEndPoint)far.RemoteEndPoint!);
        var fault = faultOf(Interlocked.Increment(ref _connections) - 1);
        _ = RelayAsync(ours, far, fault);
        return near;
    }

    private async Task RelayAsync(ConnectionContext near, ConnectionContext far, Fault fault)
    {
        var up = PumpAsync(near.Transport.Input, far.Transport.Output, fault, 0);
        var down = PumpAsync(far.Transport.Input, near.Transport.Output, fault, 1);
        await Task.WhenAny(up, down);
        near.Abort();
        far.Abort();
        await Task.WhenAll(up, down);
        await near.DisposeAsync();
        await far.DisposeAsync();
    }

    private async Task PumpAsync(PipeReader from, PipeWriter to, Fault fault, int direction)
    {
        try
        {
            var left = fault.CutAfter[direction];
            var audible = fault.SilentAfter[direction];
            var frames = fault.Duplicates is null ? null : new Repeater(fault.Duplicates);
            while (left > 0)
            {
                var read = await from.ReadAsync();
                if (read.IsCanceled || (read.IsCompleted && read.Buffer.IsEmpty))
                {
                    return;
                }

                var take = Math.Min(Math.Min(left, read.Buffer.Length), fault.Pieces?.Next(1, 300) ?? int.MaxValue);
                var piece = read.Buffer.Slice(0, take);
                var bytes = frames is null ? piece.ToArray() : frames.Pass(piece);
                from.AdvanceTo(piece.End);
                left -= (int)take;
                if (audible > 0)
                {
                    to.Write(bytes.AsSpan(0, Math.Min(bytes.Length, audible)));
                    audible -= (int)take;
                    Interlocked.Add(ref direction == 0 ? ref _bytes0 : ref _bytes1, take);
                    if ((await to.FlushAsync()).IsCompleted)
                    {
                        return;
                    }
                }

                if (fault.Pieces?.Next(4) == 0)
                {
                    await Task.Yield();
                }
            }
        }
        catch (Exception error) when (error is IOException or ConnectionAbortedException or InvalidOperationException)
        {
            // Either end has gone.
        }
    }

    /// <summary>Passes whole frames of crc mode on, some messages twice.</summary>
    private sealed class Repeater(Random random)
    {
        private readonly FrameDecoder _decoder = new(FrameLimits.Session);
        private readonly FrameEncoder _encoder = new();
        private readonly List<byte> _unread = [];
        private bool _hasBanner;

        public byte[] Pass(ReadOnlySequence<byte> piece)
        {
            _unread.AddRange(piece.ToArray());
            var input = new ReadOnlySequence<byte>(_unread.ToArray());
            var output = new ArrayBufferWriter<byte>();
            if (!_hasBanner && Banner.TryRead(ref input, out var banner))
            {
                banner!.Write(output);
                _hasBanner = true;
            }

            while (_hasBanner && _decoder.TryRead(ref input, out var frame))
            {
                _encoder.Write(output, frame);
                if (frame.Tag == FrameTag.Message && random.Next(3) == 0)
                {
                    _encoder.Write(output, frame);
                }
            }

            _unread.Clear();
            _unread.AddRange(input.ToArray());
            return output.WrittenSpan.ToArray();
        }
    }
}
