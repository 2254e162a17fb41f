using System.Globalization;
using System.Text;
using System.Text.Json;
using MgrPlatform.Monitor.Daemon;
using MgrPlatform.Monitor.Tests.Harness;
using MgrPlatform.Simulation.Clients;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Commands;

namespace MgrPlatform.Monitor.Tests.Seeded;

/// <summary>
/// Sets, gets and removes a few keys, one after the other. When its connection breaks, or no answer comes, it goes to another monitor,
/// keeps its global id and asks again under the same number; seldom it gives an operation up, and its outcome stays unknown.
/// </summary>
internal sealed class SeededClient(SeededCluster cluster, int number)
{
    private const int KeyNotFound = -2;
    private static readonly string[] Keys = ["alpha", "beta", "gamma"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Dictionary<long, TimeSpan> _lastArrival = [];
    private SeededMonitor? _monitor;
    private long _connection;
    private ulong _transaction;
    private int _attempt;
    private HistoryEntry? _current;
    private string _command = "";

    public ulong GlobalId { get; } = 5000 + (ulong)number;

    public bool IsStopped { get; set; }

    /// <summary>It gives nothing up.</summary>
    public bool IsPatient { get; set; }

    public bool IsIdle => _current is null;

    public int Done { get; private set; }

    public void Start() => cluster.Events.After(cluster.Between(1, 1000), Next);

    /// <summary>Something is on its way to it.</summary>
    public void Expect(long connection, Message message, ulong transaction)
    {
        var arrival = cluster.Events.Now + cluster.Between(0.05, 3);
        var last = _lastArrival.GetValueOrDefault(connection);
        arrival = arrival > last ? arrival : last + TimeSpan.FromTicks(1);
        _lastArrival[connection] = arrival;
        cluster.Events.At(arrival, () =>
        {
            if (connection == _connection && message is MMonCommandAck answer)
            {
                OnAnswer(answer, transaction);
            }
        });
    }

    /// <summary>A connection has broken.</summary>
    public void Lost(long connection)
    {
        if (connection == _connection)
        {
            _monitor = null;
            GoOnLater();
        }
    }

    /// <summary>The connection breaks; the monitor may hear of it late.</summary>
    public void Break()
    {
        if (_monitor is { } monitor)
        {
            Leave(monitor);
            GoOnLater();
        }
    }

    private void Leave(SeededMonitor monitor)
    {
        var (id, life) = (_connection, monitor.Life);
        _monitor = null;
        cluster.Events.After(cluster.Between(0.1, cluster.Chance(0.2) ? 3000 : 3), () =>
        {
            if (monitor.Life == life && monitor.Clients.Remove(id))
            {
                cluster.Give(monitor, new MonitorInput.ClientClosed(id), life);
            }
        });
    }

    private void Next()
    {
        if (IsStopped || _current is not null)
        {
            return;
        }

        var kind = cluster.Random.Next(10) switch
        {
            < 5 => OperationKind.Get,
            < 9 => OperationKind.Set,
            _ => OperationKind.Delete,
        };
        var key = Keys[cluster.Random.Next(Keys.Length)];
        var value = string.Create(CultureInfo.InvariantCulture, $"{number}.{++_transaction}");
        _command = JsonSerializer.Serialize(kind switch
        {
            OperationKind.Get => new { prefix = "config-key get", key } as object,
            OperationKind.Set => new { prefix = "config-key set", key, val = value },
            _ => new { prefix = "config-key rm", key },
        });
        _current = new HistoryEntry
        {
            Client = number,
            Kind = kind,
            Key = key,
            Value = kind == OperationKind.Set ? value : null,
            Invoked = cluster.Events.Now.Ticks,
        };
        cluster.History.Add(_current);
        Ask();
    }

    private void Ask()
    {
        var attempt = ++_attempt;
        cluster.Events.After(Patience, () => GiveUpOn(attempt));
        if (_monitor is not { } monitor)
        {
            monitor = cluster.Monitors[cluster.Random.Next(cluster.Monitors.Count)];
            if (monitor.Life is null || monitor.StillUntil > cluster.Events.Now)
            {
                return; // Refused, or no answer to the login.
            }

            _monitor = monitor;
            _connection = cluster.NewConnection();
            cluster.Accept(monitor, _connection, this);
        }

        var (connection, life, transaction, command) = (_connection, monitor.Life, _transaction, _command);
        cluster.Events.After(cluster.Between(0.05, 3), () => cluster.Give(
            monitor, new MonitorInput.ClientMessage(connection, new MMonCommand(0, TestCluster.Fsid, [command]), transaction), life));
    }

    private void GoOnLater()
    {
        var attempt = _attempt;
        cluster.Events.After(cluster.Between(1, 200), () =>
        {
            if (_current is not null && attempt == _attempt)
            {
                Ask();
            }
        });
    }

    private void GiveUpOn(int attempt)
    {
        if (_current is null || attempt != _attempt)
        {
            return;
        }

        if (_monitor is { } silent)
        {
            Leave(silent);
        }

        if (!IsPatient && cluster.Chance(0.02))
        {
            _current = null;
            cluster.Events.After(TimeSpan.FromMilliseconds(10), Next);
            return;
        }

        Ask();
    }

    private void OnAnswer(MMonCommandAck answer, ulong transaction)
    {
        if (_current is not { } entry || transaction != _transaction)
        {
            return;
        }

        var isGet = entry.Kind == OperationKind.Get;
        if (answer.Result != 0 && !(isGet && answer.Result == KeyNotFound))
        {
            cluster.Errors.Add($"client {number}, {_command}: {answer.Result} {answer.Status}");
        }

        entry.Result = isGet && answer.Result == 0 ? Encoding.UTF8.GetString(answer.Data.Span) : null;
        entry.Returned = cluster.Events.Now.Ticks;
        _current = null;
        Done++;
        cluster.Events.After(cluster.Between(1, 400), Next);
    }
}
