using Microsoft.Extensions.Logging;

namespace MgrPlatform.Manager.Server;

public sealed partial class DaemonServer
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 3201, Level = LogLevel.Information, Message = "{Daemon} reports to us")]
        internal static partial void Opened(ILogger logger, string daemon);

        [LoggerMessage(
            EventId = 3202,
            Level = LogLevel.Warning,
            Message = "A report is not believed and its connection is closed: {Reason}")]
        internal static partial void Refused(ILogger logger, string reason);

        [LoggerMessage(
            EventId = 3203,
            Level = LogLevel.Warning,
            Message = "{Peer} breaks the format and its connection is closed: {Reason}")]
        internal static partial void WireError(ILogger logger, string peer, string reason);

        [LoggerMessage(
            EventId = 3204,
            Level = LogLevel.Warning,
            Message = "{Peer} sends more commands than are taken on at the same time; it is told to try again")]
        internal static partial void TooManyCommands(ILogger logger, string peer);

        [LoggerMessage(EventId = 3205, Level = LogLevel.Error, Message = "The command '{Prefix}' of {Peer} failed in the manager itself")]
        internal static partial void CommandFailed(ILogger logger, string prefix, string peer, Exception error);

        [LoggerMessage(EventId = 3206, Level = LogLevel.Debug, Message = "{Peer}: {Prefix} = {Code} in {Milliseconds} ms")]
        internal static partial void Answered(ILogger logger, string peer, string prefix, int code, double milliseconds);
    }
}
