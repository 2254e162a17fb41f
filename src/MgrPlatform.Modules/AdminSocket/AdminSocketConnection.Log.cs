using Microsoft.Extensions.Logging;

namespace MgrPlatform.Modules.AdminSocket;

internal sealed partial class AdminSocketConnection
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 4201, Level = LogLevel.Warning,
            Message = "A client of {Path} did not read its answer in time and was dropped")]
        internal static partial void ClientTooSlow(ILogger logger, string path);

        [LoggerMessage(EventId = 4202, Level = LogLevel.Error, Message = "The command '{Prefix}' failed inside the manager")]
        internal static partial void HandlerFailed(ILogger logger, string prefix, Exception error);
    }
}
