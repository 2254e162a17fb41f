using Microsoft.Extensions.Logging;

namespace MgrPlatform.Messenger.Connections;

internal sealed partial class LinkWriter
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 1008, Level = LogLevel.Error, Message = "Writing to {Remote} failed, which is our own fault")]
        internal static partial void Failed(ILogger logger, string remote, Exception error);
    }
}
