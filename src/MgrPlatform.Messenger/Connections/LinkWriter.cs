using System.Buffers;
using System.IO.Pipelines;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Messenger.Connections;

/// <summary>
/// The loop that writes, once a session is open: what the machine answers, then what the session holds, as much as the transport takes.
/// Frames are numbered and encrypted in the order in which the machine makes them; answers are therefore passed on before each batch.
/// </summary>
internal sealed partial class LinkWriter(Link link, LinkContext context, PipeWriter output, ConnectionMachine machine, Lock gate)
{
    // Preamble, header and epilogue of a message in either mode, padding included.
    private const int FrameOverhead = 160;

    private readonly AsyncSignal _work = new();
    private readonly AsyncSignal _room = new();
    private CloseReason? _finishing;
    private long _finishStarted;
    private long _flushStarted;
    private long _flushing;

    /// <summary>Used under the gate.</summary>
    public WireWriter Answers { get; } = new(capacity: 64);

    public void Wake() => _work.Set();

    /// <summary>The reader waits until the peer has taken most of the answers.</summary>
    public async ValueTask WaitForRoomAsync(int limit)
    {
        while (link.Reason is null && Answers.Length > limit)
        {
            await _room.WaitAsync();
        }
    }

    public void ReleaseReader() => _room.Set();

    public void Finish(CloseReason reason)
    {
        _finishStarted = context.Time.GetTimestamp();
        Volatile.Write(ref _finishing, reason);
        Wake();
    }

    public void Tick()
    {
        if (Volatile.Read(ref _finishing) is { } reason && context.Time.GetElapsedTime(_finishStarted) > context.Options.CloseLimit)
        {
            link.Stop(reason);
        }
        else if (Volatile.Read(ref _flushStarted) is var started and not 0)
        {
            StopStalled(context.Time.GetElapsedTime(started));
        }
    }

    /// <summary>Ends when the link does, and stops it when the transport fails.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (link.Reason is null)
            {
                var finishing = Volatile.Read(ref _finishing);
                if (await WriteWaitingAsync())
                {
                    continue;
                }

                if (finishing is not null)
                {
                    link.StopGracefully(finishing);
                    return;
                }

                await _work.WaitAsync();
            }
        }
        catch (Exception error) when (Link.IsOfTransport(error))
        {
            link.Stop(Link.BrokenBy(error));
        }
        catch (Exception error)
        {
            // A message that cannot be framed, or a mistake of ours: it must cost this connection only, and be seen.
            Log.Failed(context.Logger, link.Remote, error);
            link.Stop(new CloseReason(CloseKind.HandlerFailed, $"we cannot write: {error.Message}"));
        }
    }

    /// <summary>One batch; false when there was nothing to write.</summary>
    private async ValueTask<bool> WriteWaitingAsync()
    {
        bool isMore;
        lock (gate)
        {
            if (link.Reason is not null)
            {
                return false; // Another link may have the session by now.
            }

            var session = machine.Session!;
            if (Answers.Length == 0 && !session.HasWaiting)
            {
                return false;
            }

            // One piece of memory for all that goes out together, and so one call of the system.
            var batch = Math.Min(context.Options.WriteBatch, session.WaitingBytes + (FrameOverhead * session.Waiting));
            output.GetMemory((int)batch + Answers.Length);
            output.Write(Answers.Written);
            Answers.Clear();
            isMore = machine.Send(output, context.Options.WriteBatch);
        }

        _room.Set();
        Volatile.Write(ref _flushing, output.CanGetUnflushedBytes ? output.UnflushedBytes : 0);
        Volatile.Write(ref _flushStarted, Math.Max(1, context.Time.GetTimestamp()));
        var flushed = await output.FlushAsync();
        Volatile.Write(ref _flushStarted, 0);
        if (flushed.IsCompleted)
        {
            link.Stop(new CloseReason(CloseKind.Reset, "the peer closed the connection"));
        }

        return isMore || !flushed.IsCompleted;
    }

    /// <summary>It may speak all the while: a peer that is heard and takes nothing would hold what is queued for it for ever.</summary>
    private void StopStalled(TimeSpan time)
    {
        var options = context.Options;
        var limit = options.KeepaliveLimit + TimeSpan.FromSeconds((double)Volatile.Read(ref _flushing) / options.SlowestPeer);
        if (time > limit && link.Reason is null)
        {
            link.CutOff(new CloseReason(CloseKind.TimedOut, $"it has not taken what it was sent within {limit.TotalSeconds:0.#} s"));
        }
    }
}
