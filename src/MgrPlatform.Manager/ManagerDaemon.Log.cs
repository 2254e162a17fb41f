using Microsoft.Extensions.Logging;

namespace MgrPlatform.Manager;

public sealed partial class ManagerDaemon
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 3001, Level = LogLevel.Information, Message = "mgr.{Name} stands by in cluster {Fsid} ({Version})")]
        internal static partial void StandsBy(ILogger logger, string name, Guid fsid, string version);

        [LoggerMessage(EventId = 3002, Level = LogLevel.Information, Message = "mgr.{Name} is to be active")]
        internal static partial void Starting(ILogger logger, string name);

        [LoggerMessage(EventId = 3003, Level = LogLevel.Information, Message = "mgr.{Name} is active and available")]
        internal static partial void Available(ILogger logger, string name);

        [LoggerMessage(EventId = 3004, Level = LogLevel.Warning, Message = "mgr.{Name} stops serving: {Reason}")]
        internal static partial void Stopping(ILogger logger, string name, string reason);

        [LoggerMessage(
            EventId = 3006,
            Level = LogLevel.Information,
            Message = "mgr.{Name} is ready to take over; modules that are kept warm: {Warm}")]
        internal static partial void Ready(ILogger logger, string name, int warm);

        [LoggerMessage(EventId = 3005, Level = LogLevel.Information, Message = "mgr.{Name} has stopped serving and stands by")]
        internal static partial void Stopped(ILogger logger, string name);
    }
}
