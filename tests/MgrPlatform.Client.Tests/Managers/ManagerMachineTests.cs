using System.Net;
using MgrPlatform.Client.Managers;
using MgrPlatform.Client.Tests.Monitors;
using MgrPlatform.Messenger;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Tests.Managers;

public sealed class ManagerMachineTests
{
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(5);

    private readonly List<ManagerClientEffect> _effects = [];
    private ManagerClientMachine _machine = new(reports: false, commandLimit: 2);
    private TimeSpan _now;

    [Fact]
    public void A_tool_connects_when_it_has_a_command_and_a_manager_is_available()
    {
        Step(new ManagerClientInput.MapChanged(Map(1, available: true)));
        Assert.Empty(_effects);

        Step(Command(7));

        Assert.Equal(Map(1, true).ActiveAddresses, Assert.IsType<ManagerClientEffect.Open>(Assert.Single(_effects)).Addresses);
        Step(new ManagerClientInput.ConnectionOpened(1));
        var sent = _effects.OfType<ManagerClientEffect.Send>().Single();
        Assert.Equal((7UL, "{}"), (sent.TransactionId, Assert.IsType<MMgrCommand>(sent.Message).Command[0]));
        Step(new ManagerClientInput.Received(1, 7, new MMgrCommandReply(0, "fine")));
        Assert.Equal("fine", _effects.OfType<ManagerClientEffect.Answered>().Single().Result.Status);
    }

    [Fact]
    public void A_command_waits_for_a_manager_until_its_deadline_and_says_why()
    {
        Step(new ManagerClientInput.MapChanged(Map(0, available: false)));
        Step(Command(1, deadline: TimeSpan.FromSeconds(3)));
        Assert.Empty(_effects);
        Assert.Equal(TimeSpan.FromSeconds(3), _machine.NextWake);

        Pass(3);

        var result = _effects.OfType<ManagerClientEffect.Answered>().Single().Result;
        Assert.Equal(-Errno.TimedOut, result.Code);
        Assert.Contains("no manager is active", result.Status, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_without_an_answer_goes_to_the_next_manager()
    {
        Step(new ManagerClientInput.MapChanged(Map(1, available: true)));
        Step(Command(7));
        Step(new ManagerClientInput.ConnectionOpened(1));

        Step(new ManagerClientInput.MapChanged(Map(2, available: false)));
        Assert.Single(_effects.OfType<ManagerClientEffect.Close>());
        Step(new ManagerClientInput.MapChanged(Map(2, available: true)));
        Assert.Equal(2, _effects.OfType<ManagerClientEffect.Open>().Single().Connection);
        Step(new ManagerClientInput.ConnectionOpened(2));

        Assert.Equal(7UL, _effects.OfType<ManagerClientEffect.Send>().Single().TransactionId);
    }

    [Fact]
    public void A_manager_that_cannot_be_reached_is_tried_once_a_second()
    {
        Step(new ManagerClientInput.MapChanged(Map(1, available: true)));
        Step(Command(7));
        var opened = 0;

        for (var i = 0; i < 100; i++)
        {
            foreach (var open in _effects.OfType<ManagerClientEffect.Open>().ToArray())
            {
                opened++;
                Step(
                    new ManagerClientInput.ConnectionClosed(open.Connection, new CloseReason(CloseKind.ConnectionRefused, "nobody there")));
            }

            Pass(0.1);
        }

        Assert.InRange(opened, 9, 11);
        Assert.Contains("nobody there", _machine.WaitingFor, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_ticket_is_doubted()
    {
        Step(new ManagerClientInput.MapChanged(Map(1, available: true)));
        Step(Command(7));

        Step(new ManagerClientInput.ConnectionClosed(1, new CloseReason(CloseKind.AuthenticationRefused, "no")));

        Assert.Contains(_effects, static effect => effect is ManagerClientEffect.DoubtTickets);
    }

    [Fact]
    public void Too_many_commands_are_answered_EAGAIN()
    {
        Step(Command(1));
        Step(Command(2));

        Step(Command(3));

        Assert.Equal(-Errno.Again, _effects.OfType<ManagerClientEffect.Answered>().Single().Result.Code);
    }

    [Fact]
    public void A_tell_is_a_command_of_the_other_kind()
    {
        Step(new ManagerClientInput.MapChanged(Map(1, available: true)));
        Step(Command(1) with { TellFsid = MachineHarness.Fsid });
        Step(new ManagerClientInput.ConnectionOpened(1));

        Assert.Equal(MachineHarness.Fsid, Assert.IsType<MCommand>(_effects.OfType<ManagerClientEffect.Send>().Single().Message).Fsid);
    }

    [Fact]
    public void A_daemon_introduces_itself_and_reports_when_it_is_told_how_often()
    {
        _machine = new ManagerClientMachine(reports: true, commandLimit: 2);
        Step(new ManagerClientInput.MapChanged(Map(1, available: true)));
        Step(new ManagerClientInput.ConnectionOpened(1));
        Assert.Single(_effects.OfType<ManagerClientEffect.Introduce>());
        Assert.Empty(Pass(60).OfType<ManagerClientEffect.Report>());

        Step(new ManagerClientInput.Received(1, 0, new MMgrConfigure(5, 5, [], null)));
        Assert.Single(_effects.OfType<ManagerClientEffect.Report>());
        Assert.Equal(2, Pass(10).OfType<ManagerClientEffect.Report>().Count());

        Step(new ManagerClientInput.ReportWanted());
        Assert.Single(_effects.OfType<ManagerClientEffect.Report>());
        Step(new ManagerClientInput.Received(1, 0, new MMgrConfigure(0, 8, [], null)));
        Assert.InRange(Pass(10).OfType<ManagerClientEffect.Report>().Count(), 10, 11);
    }

    [Fact]
    public void A_daemon_says_goodbye()
    {
        _machine = new ManagerClientMachine(reports: true, commandLimit: 2);
        Step(new ManagerClientInput.MapChanged(Map(1, available: true)));
        Step(new ManagerClientInput.ConnectionOpened(1));

        Step(new ManagerClientInput.Stopped());

        Assert.IsType<ManagerClientEffect.SayGoodbye>(_effects[0]);
        Assert.IsType<ManagerClientEffect.Close>(_effects[1]);
        Assert.Equal(TimeSpan.MaxValue, _machine.NextWake);
    }

    private static MgrMap Map(ulong gid, bool available) => new()
    {
        Epoch = 5,
        ActiveGid = gid,
        ActiveName = gid == 0 ? "" : $"mgr{gid}",
        Available = available,
        ActiveAddresses = available
            ? new EntityAddressVector([new EntityAddress(EntityAddressType.Msgr2, (uint)gid, new IPEndPoint(IPAddress.Loopback, 6800))])
            : EntityAddressVector.Empty,
    };

    private static ManagerClientInput.CommandGiven Command(ulong id, TimeSpan? deadline = null) =>
        new(id, "{}", default, TellFsid: null, deadline ?? Later);

    private void Step(ManagerClientInput input)
    {
        _effects.Clear();
        _machine.Step(_now, input, _effects);
    }

    private List<ManagerClientEffect> Pass(double seconds)
    {
        var end = _now + TimeSpan.FromSeconds(seconds);
        List<ManagerClientEffect> all = [];
        while (_machine.NextWake <= end)
        {
            _now = _machine.NextWake > _now ? _machine.NextWake : _now;
            Step(new ManagerClientInput.TimePassed());
            all.AddRange(_effects);
        }

        _now = end;
        _effects.Clear();
        _effects.AddRange(all);
        return all;
    }
}
