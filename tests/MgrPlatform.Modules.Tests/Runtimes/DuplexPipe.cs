using System.IO.Pipelines;

namespace MgrPlatform.Modules.Tests.Runtimes;

/// <summary>Two ends of a connection in memory; a writer waits when its peer does not read.</summary>
internal static class DuplexPipe
{
    public static (Stream Ours, Stream Theirs) Create()
    {
        var toThem = new Pipe();
        var toUs = new Pipe();
        return (new PipeStream(toUs.Reader, toThem.Writer), new PipeStream(toThem.Reader, toUs.Writer));
    }

    private sealed class PipeStream(PipeReader reader, PipeWriter writer) : Stream
    {
        private readonly Stream _input = reader.AsStream();
        private readonly Stream _output = writer.AsStream();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => _output.Flush();

        public override int Read(byte[] buffer, int offset, int count) => _input.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _input.ReadAsync(buffer, cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => _output.Write(buffer, offset, count);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                await _output.WriteAsync(buffer, cancellationToken);
                await _output.FlushAsync(cancellationToken);
            }
            catch (InvalidOperationException error)
            {
                throw new ObjectDisposedException("the stream was disposed while it was written to, as a socket says it", error);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                reader.CancelPendingRead();
                reader.Complete();
                writer.Complete();
            }

            base.Dispose(disposing);
        }
    }
}
