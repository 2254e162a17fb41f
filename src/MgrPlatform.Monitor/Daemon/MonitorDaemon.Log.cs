using Microsoft.Extensions.Logging;

namespace MgrPlatform.Monitor.Daemon;

public sealed partial class MonitorDaemon
{
    private static partial class Log
    {
        [LoggerMessage(
            EventId = 2001,
            Level = LogLevel.Information,
            Message = "Monitor {Name} listens at {Addresses}, monmap epoch {Epoch}")]
        internal static partial void Started(ILogger logger, string name, string addresses, uint epoch);

        [LoggerMessage(EventId = 2002, Message = "{What}")]
        internal static partial void Reported(ILogger logger, LogLevel level, string what);

        [LoggerMessage(
            EventId = 2003,
            Level = LogLevel.Information,
            Message = "Session {Client} closed: {Reason} ({Count} like it since the last such line)")]
        internal static partial void ClientClosed(ILogger logger, long client, string reason, int count);

        [LoggerMessage(EventId = 2004, Level = LogLevel.Information, Message = "This monitor has left: {Reason}")]
        internal static partial void Left(ILogger logger, string reason);

        [LoggerMessage(EventId = 2005, Level = LogLevel.Error, Message = "The store failed; this monitor ends")]
        internal static partial void StoreFailed(ILogger logger, Exception error);

        [LoggerMessage(EventId = 2006, Level = LogLevel.Warning, Message = "The monitor did not stop in time")]
        internal static partial void StoppedLate(ILogger logger);
    }
}
