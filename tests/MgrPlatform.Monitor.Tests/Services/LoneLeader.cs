using System.Text;
using System.Text.Json;
using MgrPlatform.Monitor.Caps;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Daemon;
using MgrPlatform.Monitor.Services;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Tests.Services;

/// <summary>
/// Services of one monitor that leads alone: what they propose is committed at once, without Paxos, in a store in memory.
/// </summary>
internal sealed class LoneLeader
{
    public static readonly Guid Fsid = Guid.Parse("6c66844f-8383-4473-bcc7-0fa6429c8e00");

    private long _connections;
    private ulong _transactions;

    public LoneLeader(Func<MonitorContext, IReadOnlyList<PaxosService>> services, Guid? fsid = null, UTime? now = null)
    {
        Store = new MemoryMonitorStore();
        Context = new MonitorContext("a", new MonitorOptions(), Store, static bytes => bytes.Clear())
        {
            MonMap = new MonMap { Fsid = fsid ?? Fsid },
            Now = now ?? new UTime(1_800_000_000, 0),
            Elapsed = TimeSpan.FromSeconds(1000),
            Rank = 0,
            Leader = 0,
            Quorum = [0],
            ElectionEpoch = 2,
            IsWriteable = true,
            IsReadable = true,
        };
        Context.Services = services(Context);
        foreach (var service in Context.Services)
        {
            service.Refresh();
            service.BeginLeading();
        }

        Commit();
    }

    public MemoryMonitorStore Store { get; }

    public MonitorContext Context { get; }

    public T Service<T>()
        where T : PaxosService => Context.Service<T>();

    /// <summary>Both clocks go on, and the services look at what is due; what they propose is committed.</summary>
    public void Pass(TimeSpan time)
    {
        Context.Elapsed += time;
        Context.Now = UTime.From(Context.Now.ToDateTimeOffset() + time);
        foreach (var service in Context.Services)
        {
            service.Tick();
        }

        Commit();
    }

    /// <summary>Commits what waits. True when anything did.</summary>
    public bool Commit()
    {
        var waiting = Context.Services.Where(static service => service.ProposeAt is not null).ToList();
        if (waiting.Count == 0)
        {
            return false;
        }

        var transaction = new MonitorTransaction();
        foreach (var service in waiting)
        {
            service.Encode(transaction);
        }

        Store.Apply(transaction);
        foreach (var service in waiting)
        {
            service.Refresh();
        }

        foreach (var service in waiting)
        {
            service.RunPostRefresh();
        }

        foreach (var service in waiting)
        {
            service.BeginLeading();
        }

        return true;
    }

    public MonitorSession Connect(string name, string addresses = "v2:127.0.0.1:6800/1", ulong globalId = 4100)
    {
        Assert.True(EntityAddressParser.TryParse(addresses, EntityAddressType.Msgr2, out EntityAddressVector? vector));
        Assert.True(EntityName.TryParse(name, out var entity));
        var session = new MonitorSession(
            ++_connections, entity, globalId, vector, vector.Addresses[0], Features.Default, MonitorCaps.AllowAll);
        Context.Add(session);
        return session;
    }

    /// <summary>The answers and pushes that the message brought, the effects of what it changed included.</summary>
    public IReadOnlyList<Message> Send(MonitorSession session, Message message) => Send(session, commit: true, message);

    /// <inheritdoc cref="Send(MonitorSession, Message)"/>
    public IReadOnlyList<Message> Send(MonitorSession session, bool commit, Message message)
    {
        Context.Effects = [];
        var service = Context.Services.First(service => service.Messages.Contains(message.Kind.Type));
        var operation = new MonitorOperation(session, message, ++_transactions);
        for (var round = 0; round < 3; round++)
        {
            if (service.TryAnswer(operation))
            {
                break;
            }

            var outcome = service.Prepare(operation);
            if (outcome.Proposes)
            {
                service.Propose();
                if (commit)
                {
                    Commit();
                }
            }

            outcome.Finish?.Invoke();
            if (!outcome.StartsAnew)
            {
                break;
            }
        }

        return [.. Context.Effects.OfType<MonitorEffect.Send>().Where(send => send.Connection == session.Connection)
            .Select(static send => send.Message)];
    }

    /// <summary>A command by its words and arguments: <c>("osd out", ("ids", new[] { "1" }))</c>.</summary>
    public CommandResult Command(string prefix, params (string Name, object Value)[] arguments) => Command(prefix, commit: true, arguments);

    public CommandResult Command(string prefix, bool commit, params (string Name, object Value)[] arguments)
    {
        var request = new Dictionary<string, object> { ["prefix"] = prefix };
        foreach (var (name, value) in arguments)
        {
            request[name] = value;
        }

        var call = new CommandCall(Connect("client.admin"), CommandArguments.Parse(JsonSerializer.Serialize(request)), default);
        var service = Context.Services.First(service => service.Commands.Any(command => command.Prefix == prefix));
        var command = service.Commands.First(command => command.Prefix == prefix);
        try
        {
            if (command.ReadHandler is { } read)
            {
                return read(call);
            }

            switch (command.WriteHandler!(call))
            {
                case CommandOutcome.Now now:
                    return now.Result;
                case CommandOutcome.Later later:
                    service.Propose();
                    if (commit)
                    {
                        Commit();
                    }

                    return later.Result;
                default:
                    Commit();
                    return Command(prefix, commit, arguments);
            }
        }
        catch (CommandException refused)
        {
            return CommandResult.Failed(refused.Errno, refused.Message);
        }
    }

    public string Text(string prefix, params (string Name, object Value)[] arguments) =>
        Encoding.UTF8.GetString(Command(prefix, arguments).Output.Span);
}
