using Microsoft.Extensions.Logging;

namespace MgrPlatform.Messenger;

public sealed partial class MessengerEndpoint
{
    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1201,
            Level = LogLevel.Warning,
            Message = "{Count} connections were not closed within the limit when the messenger stopped: their handlers still work")]
        internal static partial void StoppedLate(ILogger logger, int count);
    }
}
