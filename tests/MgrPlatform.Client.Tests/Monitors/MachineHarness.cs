using System.Net;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Auth;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Tests.Monitors;

/// <summary>A machine with a clock that the test moves, and what it has wanted so far.</summary>
internal sealed class MachineHarness
{
    public static readonly Guid Fsid = new("6d0b4a0e-0000-4000-8000-000000000001");
    public static readonly EntityName Admin = new(EntityType.Client, "admin");

    private const uint FirstSecond = 1_700_000_000;

    private readonly Random _random = new(1);

    public MachineHarness(int monitors = 1, Func<MonitorClientOptions, MonitorClientOptions>? change = null, EntityName? name = null)
    {
        var key = Keys.Add(name ?? Admin);
        Options = new MonitorClientOptions
        {
            Name = name ?? Admin,
            Seeds = [.. Enumerable.Range(0, monitors).Select(Address)],
            Key = key,
            HostName = "here",
        };
        Options = change?.Invoke(Options) ?? Options;
        Machine = new MonitorClientMachine(Options, EntityAddressVector.Empty, _random.NextBytes);
    }

    public TestKeys Keys { get; } = new();

    public MonitorClientOptions Options { get; }

    public MonitorClientMachine Machine { get; }

    public TimeSpan Now { get; private set; }

    public Moment Moment => new(Now, UTime.From(TimeSpan.FromSeconds(FirstSecond) + Now));

    /// <summary>What the last step wanted.</summary>
    public List<MonitorClientEffect> Last { get; } = [];

    public IEnumerable<MonitorClientEffect.Open> Opens => Last.OfType<MonitorClientEffect.Open>();

    public IEnumerable<Message> Sent => Last.OfType<MonitorClientEffect.Send>().Select(static send => send.Message);

    public static EntityAddress Address(int monitor) =>
        new(EntityAddressType.Msgr2, 0, new IPEndPoint(IPAddress.Parse("10.0.0.1"), 3300 + monitor));

    public static MonMap Map(int monitors, uint epoch = 1, uint authEpoch = 0) => new()
    {
        Fsid = Fsid,
        Epoch = epoch,
        AuthEpoch = authEpoch,
        Ranks = [.. Enumerable.Range(0, monitors).Select(Name)],
        Monitors = Enumerable.Range(0, monitors).ToDictionary(
            Name, static rank => new MonInfo { Name = Name(rank), Addresses = new EntityAddressVector([Address(rank)]) }),
    };

    public static string Name(int rank) => ((char)('a' + rank)).ToString();

    public MachineHarness Step(MonitorClientInput input)
    {
        Last.Clear();
        Machine.Step(Moment, input, Last);
        return this;
    }

    /// <summary>Moves the clock to the machine's next wish, again and again, and keeps all effects.</summary>
    public MachineHarness Pass(TimeSpan time)
    {
        var end = Now + time;
        List<MonitorClientEffect> all = [];
        while (Machine.NextWake <= end)
        {
            Now = Machine.NextWake > Now ? Machine.NextWake : Now;
            Step(new MonitorClientInput.TimePassed());
            all.AddRange(Last);
            if (Last.Count == 0 && Machine.NextWake <= Now)
            {
                throw new InvalidOperationException("the machine wants to be called again and again for nothing");
            }
        }

        Now = end;
        Last.Clear();
        Last.AddRange(all);
        return this;
    }

    public MachineHarness Open(int connection, ulong globalId = 4101, ClientTickets? tickets = null) =>
        Step(new MonitorClientInput.ConnectionOpened(connection, globalId, tickets ?? Tickets(globalId)));

    public MachineHarness Close(int connection, CloseKind kind = CloseKind.Reset, AuthBadMethod? badMethod = null) =>
        Step(new MonitorClientInput.ConnectionClosed(connection, new CloseReason(kind, "it broke", badMethod)));

    public MachineHarness Refuse(int connection, int result = -13, params AuthMethod[] allowed) => Close(
        connection,
        CloseKind.AuthenticationRefused,
        new AuthBadMethod(AuthMethod.Cephx, result, [.. allowed.Select(static m => (uint)m)], [2, 1]));

    public MachineHarness Receive(int connection, Message message, ulong transactionId = 0) =>
        Step(new MonitorClientInput.Received(connection, transactionId, message));

    /// <summary>Started, let in by the first monitor, and told all that it waits for.</summary>
    public MachineHarness Connect(int monitors = 1)
    {
        Step(new MonitorClientInput.Started());
        Open(Opens.First().Connection);
        Receive(1, new MMonMap(Map(monitors)));
        return Receive(1, new MConfig(new Dictionary<string, string>()));
    }

    public ClientTickets Tickets(ulong globalId)
    {
        var issuer = new TicketIssuer(Keys, Moment.Wall, _random.NextBytes);
        var credentials = Keys.Find(Options.Name)!;
        var auth = issuer.Issue(EntityType.Auth, Options.Name, globalId, credentials);
        return new ClientTickets(
            globalId,
            auth,
            new[] { EntityType.Monitor, EntityType.Osd, EntityType.Mds, EntityType.Manager }
                .ToDictionary(static service => service, service => issuer.Issue(service, Options.Name, globalId, credentials)));
    }

    /// <summary>A monitor's answer to a request for new tickets.</summary>
    public MAuthReply Renew(MAuth request, ClientTickets shown)
    {
        var reader = new WireReader(request.Payload);
        var wanted = reader.Read<ServiceTicketsRequest>();
        var issuer = new TicketIssuer(Keys, Moment.Wall, _random.NextBytes);
        var tickets = issuer.IssueAll(
            wanted.Services, Options.Name, shown.GlobalId, Keys.Find(Options.Name)!, shown.Auth.Grant.SessionKey);
        return new MAuthReply((uint)AuthMethod.Cephx, 0, shown.GlobalId, WireWriter.Encode(new ServiceTicketsReply(0, tickets)), "");
    }

    /// <summary>A monitor's answer to a request for rotating keys.</summary>
    public MAuthReply Rotating(EntityType service)
    {
        var keys = Envelope.Seal(
            Keys.Find(Options.Name)!.Key, KeyUsage.RotatingKeys, Keys.Rotating(service, Moment.Wall), _random.NextBytes);
        return new MAuthReply((uint)AuthMethod.Cephx, 0, 0, WireWriter.Encode(new RotatingKeysReply(0, keys)), "");
    }
}
