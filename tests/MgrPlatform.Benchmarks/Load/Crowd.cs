using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using MgrPlatform.Benchmarks.Groups;
using MgrPlatform.Benchmarks.Measuring;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Benchmarks.Load;

/// <summary>
/// The other process: so many OSDs that open and report, and a client that asks <c>osd perf</c>. Obeys lines on stdin, answers each with a
/// line of JSON.
/// </summary>
internal sealed class Crowd : IAsyncDisposable
{
    /// <summary>The first word of the command line that makes a process one.</summary>
    public const string Word = "as-crowd";

    private const int Counters = 129;
    private const int Rounds = 4;
    private const int AsksPerSecond = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(0.2); // Ceph's ms_initial_backoff.
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(10);

    private readonly CrowdKeys _keys = new();
    private readonly MessengerEndpoint _endpoint = new(
        new LocalEntity(EntityType.Osd, EntityAddressVector.Empty, MessengerEndpoint.NewNonce()),
        MessengerOptions.Default,
        new SocketTransport(),
        TimeProvider.System,
        NullLogger<MessengerEndpoint>.Instance);

    private readonly EntityAddressVector _address;
    private readonly CrowdMember[] _daemons;
    private readonly byte[][][] _groups;
    private readonly byte[][] _first;
    private readonly byte[][] _later;
    private int _answers;
    private int _refused;
    private long _sent;

    private Crowd(int port, uint nonce, int count)
    {
        _address = new EntityAddressVector([new EntityAddress(EntityAddressType.Msgr2, nonce, new IPEndPoint(IPAddress.Loopback, port))]);
        _daemons = new CrowdMember[count];
        var scene = new PgScene(count);
        _groups = [.. Enumerable.Range(1, Rounds).Select(scene.Reports)];
        PerfCounterType[] types = [.. Enumerable.Range(0, Counters).Select(static number => new PerfCounterType(
            $"osd.counter_{number:000}", "what it counts", "c", Kind(number), 5, PerfCounterUnit.None))];
        var packed = PerfCounterSession.Pack(
            types, [.. types.Select(static (_, at) => new PerfCounterValue((ulong)at * 1000, 10, 10))]);
        _first = [.. Enumerable.Range(0, count).Select(osd => MessageCodec.EncodeFront(new MMgrReport { DaemonName = $"{osd}", Declared = types, Packed = packed }))];
        _later = [.. Enumerable.Range(0, count).Select(osd => MessageCodec.EncodeFront(new MMgrReport { DaemonName = $"{osd}", Packed = packed }))];
    }

    public static async Task<int> RunAsync(string[] words)
    {
        await using var crowd = new Crowd(
            int.Parse(words[1], CultureInfo.InvariantCulture),
            uint.Parse(words[2], CultureInfo.InvariantCulture),
            int.Parse(words[3], CultureInfo.InvariantCulture));
        Say(new CrowdAnswer(0, 0, 0, 0));
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var parts = line.Split(' ');
            Say(parts[0] == "open"
                ? await crowd.OpenAsync()
                : await crowd.ReportAsync(int.Parse(parts[1], CultureInfo.InvariantCulture), TimeSpan.FromSeconds(int.Parse(parts[2], CultureInfo.InvariantCulture))));
        }

        return 0;
    }

    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();

    private static void Say(CrowdAnswer answer) => Console.WriteLine(JsonSerializer.Serialize(answer));

    private static PerfCounterKind Kind(int number) => number % 4 == 0
        ? PerfCounterKind.Time | PerfCounterKind.Average
        : PerfCounterKind.Number | PerfCounterKind.Counter;

    private CrowdMember Connect(EntityName name, Message? first, Action onAnswer, Action onRefused)
    {
        var member = new CrowdMember(first, onAnswer, onRefused);
        var (id, ticket) = _keys.Ticket(name);
        member.Connection = _endpoint.Connect(
            _address,
            new ConnectOptions(
                EntityType.Manager,
                PeerPolicy.Lossy,
                () => new CephxServiceAuthenticator(id, ticket, RandomNumberGenerator.Fill),
                member)
            {
                Modes = [ConnectionMode.Crc],
            });
        return member;
    }

    /// <summary>All at once; over when each has been told what to report.</summary>
    private async Task<CrowdAnswer> OpenAsync()
    {
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = Stopwatch.GetTimestamp();
        for (var osd = 0; osd < _daemons.Length; osd++)
        {
            Open(osd);
        }

        try
        {
            await all.Task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            var reasons = _daemons.CountBy(static daemon => daemon.Closed ?? "open");
            throw new TimeoutException($"{_answers} of {_daemons.Length} were answered; they are {string.Join(", ", reasons)}");
        }

        var took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        var refused = _refused;
        for (var osd = 0; osd < _daemons.Length; osd++)
        {
            Report(osd, _first[osd], round: 0);
        }

        return new CrowdAnswer(_sent, took, 0, 0, refused);

        void Open(int osd) => _daemons[osd] = Connect(
            new EntityName(EntityType.Osd, $"{osd}"),
            new MMgrOpen($"{osd}", "", false, null, null, null, null),
            () =>
            {
                if (Interlocked.Increment(ref _answers) == _daemons.Length)
                {
                    all.TrySetResult();
                }
            },
            () =>
            {
                Interlocked.Increment(ref _refused);
                _ = RetryAsync(osd);
            });

        async Task RetryAsync(int osd)
        {
            await Task.Delay(RetryPause); // As Ceph's daemons do: at once would keep the manager busy with refusing.
            Open(osd);
        }
    }

    private async Task<CrowdAnswer> ReportAsync(int rate, TimeSpan duration)
    {
        var answered = new SemaphoreSlim(0);
        var admin = Connect(new EntityName(EntityType.Client, "admin"), null, () => answered.Release(), static () => { });
        var asking = AskAsync(admin, answered, duration);
        using var timer = new PeriodicTimer(Beat);
        var start = Stopwatch.GetTimestamp();
        var due = 0L;
        while (await timer.WaitForNextTickAsync())
        {
            var elapsed = Stopwatch.GetElapsedTime(start);
            var wanted = (long)(Math.Min(elapsed.TotalSeconds, duration.TotalSeconds) * rate);
            for (; due < wanted; due++)
            {
                var osd = (int)(due % _daemons.Length);
                Report(osd, _later[osd], (int)(due / _daemons.Length % Rounds));
            }

            if (elapsed >= duration)
            {
                break;
            }
        }

        var samples = await asking;
        admin.Connection.Close("asked enough");
        return new CrowdAnswer(_sent, Stopwatch.GetElapsedTime(start).TotalMilliseconds, samples.P50, samples.P99);
    }

    private void Report(int osd, byte[] counters, int round)
    {
        var connection = _daemons[osd].Connection;
        var (report, stats) = (MMgrReport.KindOf, MPGStats.KindOf);
        if (!connection.Send(new OutgoingMessage((ushort)report.Type, report.Version, report.OldestReader, counters))
            || !connection.Send(new OutgoingMessage((ushort)stats.Type, stats.Version, stats.OldestReader, _groups[round][osd])))
        {
            throw new InvalidOperationException($"osd.{osd} cannot send: its connection is {_daemons[osd].Closed ?? "full"}");
        }

        _sent++;
    }

    private static async Task<Samples> AskAsync(CrowdMember admin, SemaphoreSlim answered, TimeSpan duration)
    {
        var samples = new Samples();
        var command = new MMgrCommand(Guid.Empty, ["{\"prefix\":\"osd perf\",\"format\":\"json\"}"]);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / AsksPerSecond));
        var start = Stopwatch.GetTimestamp();
        var isFirst = true; // Connects, and compiles what nobody has asked yet.
        while (Stopwatch.GetElapsedTime(start) < duration && await timer.WaitForNextTickAsync())
        {
            var asked = Stopwatch.GetTimestamp();
            admin.Connection.Send(command, 1);
            await answered.WaitAsync(Patience);
            if (!isFirst)
            {
                samples.AddMilliseconds(asked);
            }

            isFirst = false;
        }

        return samples;
    }
}
