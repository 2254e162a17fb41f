using Microsoft.Extensions.Logging;

namespace MgrPlatform.Messenger.Connections;

internal sealed partial class RunningTasks
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 1004, Level = LogLevel.Critical, Message = "A loop of the messenger failed; the messenger is broken")]
        internal static partial void Failed(ILogger logger, Exception error);
    }
}
