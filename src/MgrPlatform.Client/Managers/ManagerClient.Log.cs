using Microsoft.Extensions.Logging;

namespace MgrPlatform.Client.Managers;

public sealed partial class ManagerClient
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 1601, Level = LogLevel.Information, Message = "Session with the manager {Manager}")]
        internal static partial void SessionOpened(ILogger logger, string manager);

        [LoggerMessage(EventId = 1602, Level = LogLevel.Information, Message = "Session with the manager ended")]
        internal static partial void SessionLost(ILogger logger);
    }
}
