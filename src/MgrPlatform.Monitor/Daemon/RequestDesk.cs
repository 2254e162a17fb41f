using MgrPlatform.Monitor.Answers;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Services;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Messages.Mon;

namespace MgrPlatform.Monitor.Daemon;

/// <summary>
/// Brings requests to whoever answers them: this monitor, a service, or the leader. One that cannot be served now waits, and is tried again
/// whenever something has changed.
/// </summary>
internal sealed class RequestDesk(
    MonitorContext monitor, ForwardDesk forward, ProposalDesk proposals, CommandDesk commands, AnswerBook answers)
{
    // Far above what a quorum holds back in a second; a client that causes more is not to be helped.
    private const int WaitingLimit = 50_000;

    // One client's: it is closed before it costs others their places.
    private const int SessionWaitingLimit = 1000;

    private readonly SortedDictionary<MessageType, PaxosService> _byType = [];
    private List<MonitorOperation> _waiting = [];

    public int Waiting => _waiting.Count;

    public void Take(MonitorOperation operation)
    {
        if (operation.IsAnswered || (operation.Route is not null && operation.ElectionEpoch != monitor.ElectionEpoch))
        {
            return; // Its monitor sends it again.
        }

        switch (operation.Message)
        {
            case MMonCommand command:
                Serve(operation, command);
                break;
            case MCommand command:
                monitor.Reply(operation, commands.Tell(operation.Session, command));
                break;
            case MMonGetVersion question:
                ServeVersion(operation, question);
                break;
            case MPing:
                monitor.Reply(operation, new MPing(MonitorStatus.PingJson(monitor)));
                break;
            default:
                ServeMessage(operation);
                break;
        }
    }

    /// <summary>Something has changed: all that wait are tried again, in their order.</summary>
    public void Retry()
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        var waiting = _waiting;
        _waiting = [];
        foreach (var operation in waiting)
        {
            operation.Session.Waiting = 0;
        }

        foreach (var operation in waiting)
        {
            Take(operation);
        }
    }

    public void OnRoute(Wire.Messages.Quorum.MRoute route) => forward.OnRoute(route);

    /// <summary>What the last leader owed is asked of the next one.</summary>
    public void TakeForwardedAgain()
    {
        foreach (var operation in forward.TakeAll())
        {
            Take(operation);
        }
    }

    public void Drop(MonitorSession session)
    {
        _waiting.RemoveAll(operation => ReferenceEquals(operation.Session, session));
        forward.Drop(session);
    }

    private void Serve(MonitorOperation operation, MMonCommand message)
    {
        switch (commands.Judge(operation, message))
        {
            case CommandVerdict.Answer answer:
                Reply(operation, message, answer.Result);
                break;
            case CommandVerdict.Read read when monitor.IsReadable:
                Reply(operation, message, CommandDesk.Run(read.Command, read.Call));
                break;
            case CommandVerdict.Write write when monitor.IsInQuorum && !monitor.IsLeader:
                forward.Forward(operation);
                break;
            case CommandVerdict.Write write when monitor.IsLeader && write.Service.IsWriteable:
                Serve(operation, message, write);
                break;
            default:
                Wait(operation);
                break;
        }
    }

    private void Serve(MonitorOperation operation, MMonCommand message, CommandVerdict.Write write)
    {
        var identity = RequestIdentity.Of(operation);
        if (IsDone(identity, again => Reply(operation, message, again)))
        {
            return;
        }

        if (IsUnderWay(identity))
        {
            Wait(operation);
            return;
        }

        switch (commands.Run(operation, message, write))
        {
            case CommandOutcome.Now now:
                if (identity is { } answered)
                {
                    answers.Remember(answered, now.Result);
                }

                Reply(operation, message, now.Result);
                break;
            case CommandOutcome.Later later:
                write.Service.Propose();
                WaitForCommit(operation, write.Service, Recorded(identity, later.Result), () =>
                {
                    commands.AuditFinished(operation, message, write);
                    Reply(operation, message, later.Result);
                });
                break;
            default:
                Wait(operation);
                break;
        }
    }

    private void ServeMessage(MonitorOperation operation)
    {
        if (!FindService(operation.Message.Kind.Type, out var service))
        {
            monitor.NoReply(operation); // Nobody here knows it; Ceph's monitors say nothing, either.
            return;
        }

        if (!monitor.IsInQuorum || !monitor.IsReadable)
        {
            Wait(operation);
        }
        else if (service.TryAnswer(operation))
        {
            return;
        }
        else if (!monitor.IsLeader)
        {
            forward.Forward(operation);
        }
        else if (!service.IsWriteable)
        {
            Wait(operation);
        }
        else
        {
            Prepare(operation, service);
        }
    }

    private void Prepare(MonitorOperation operation, PaxosService service)
    {
        var identity = RequestIdentity.Of(operation);
        if (IsDone(identity, again => service.AnswerAgain(operation, again)))
        {
            return;
        }

        if (IsUnderWay(identity))
        {
            Wait(operation);
            return;
        }

        var outcome = service.Prepare(operation);
        if (!outcome.Proposes)
        {
            outcome.Finish?.Invoke();
            return;
        }

        service.Propose();
        if (outcome.StartsAnew)
        {
            WaitForCommit(operation, service, null, () => Take(operation));
        }
        else if (outcome.Finish is { } finish)
        {
            WaitForCommit(operation, service, Recorded(identity, outcome.Answer), finish);
        }
    }

    /// <summary>It was done before, here or at another leader: it is answered, and not done again.</summary>
    private bool IsDone(RequestIdentity? request, Action<CommandResult> answerAgain)
    {
        if (request is not { } known || answers.Find(known) is not { } answer)
        {
            return false;
        }

        answerAgain(answer);
        return true;
    }

    /// <summary>Another copy of it is on its way: by the time this one is tried again its answer is known.</summary>
    private bool IsUnderWay(RequestIdentity? request) => request is { } known && proposals.IsAwaited(known);

    private static RecordedAnswer? Recorded(RequestIdentity? request, CommandResult? answer) =>
        request is { } known && answer is not null ? new RecordedAnswer(known, answer) : null;

    private void ServeVersion(MonitorOperation operation, MMonGetVersion question)
    {
        if (!monitor.IsReadable)
        {
            Wait(operation);
            return;
        }

        var name = question.What switch
        {
            "fsmap" => "mdsmap",
            "mgrmap" => "mgr",
            var what => what,
        };
        if (monitor.Services.FirstOrDefault(service => service.Name == name) is not { } service)
        {
            monitor.NoReply(operation);
            return;
        }

        monitor.Reply(operation, new MMonGetVersionReply(question.Handle, service.LastCommitted, service.FirstCommitted));
    }

    private void WaitForCommit(MonitorOperation operation, PaxosService service, RecordedAnswer? answer, Action finish) =>
        proposals.WaitFor(service, answer, isCommitted =>
        {
            if (isCommitted)
            {
                finish();
            }
            else
            {
                Wait(operation); // From the beginning, at whatever monitor leads then; it may be committed all the same.
            }
        });

    private void Wait(MonitorOperation operation)
    {
        if (_waiting.Count < WaitingLimit && operation.Session.Waiting < SessionWaitingLimit)
        {
            operation.Session.Waiting++;
            _waiting.Add(operation);
        }
        else
        {
            monitor.Close(operation.Session, "too many requests wait for a quorum");
        }
    }

    private bool FindService(MessageType type, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PaxosService? service)
    {
        if (_byType.Count == 0)
        {
            foreach (var owner in monitor.Services)
            {
                foreach (var message in owner.Messages)
                {
                    _byType.Add(message, owner);
                }
            }
        }

        return _byType.TryGetValue(type, out service);
    }

    private void Reply(MonitorOperation operation, MMonCommand message, CommandResult result) => monitor.Reply(
        operation, new MMonCommandAck(0, result.Code, result.Status, message.Command) { Data = result.Output });
}
