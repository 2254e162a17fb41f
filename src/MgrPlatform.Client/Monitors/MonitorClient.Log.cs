using MgrPlatform.Wire.Messages;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Client.Monitors;

public sealed partial class MonitorClient
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 1501, Level = LogLevel.Information, Message = "Session with the monitor {Monitor}, global id {GlobalId}")]
        internal static partial void SessionOpened(ILogger logger, string monitor, ulong globalId);

        [LoggerMessage(EventId = 1502, Level = LogLevel.Warning, Message = "Session with the monitor lost: {Reason}")]
        internal static partial void SessionLost(ILogger logger, string reason);

        [LoggerMessage(
            EventId = 1503,
            Level = LogLevel.Error,
            Message = "The monitors gave us the global id {Now} instead of {Before}: to the cluster we are somebody new")]
        internal static partial void GlobalIdChanged(ILogger logger, ulong before, ulong now);

        [LoggerMessage(EventId = 1504, Level = LogLevel.Error, Message = "The cluster does not let us in: {Reason}")]
        internal static partial void Refused(ILogger logger, string reason);

        [LoggerMessage(
            EventId = 1505,
            Level = LogLevel.Warning,
            Message = "A monitor sent a {Type} that cannot be read; its session is closed")]
        internal static partial void MonitorBrokeFormat(ILogger logger, MessageType type, Exception error);

        [LoggerMessage(EventId = 1507, Level = LogLevel.Information, Message = "Session with the monitor left: {Reason}")]
        internal static partial void SessionLeft(ILogger logger, string reason);

        [LoggerMessage(EventId = 1506, Level = LogLevel.Warning, Message = "{Note}")]
        internal static partial void Noted(ILogger logger, string note);
    }
}
