using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Messenger.Connections;

internal sealed partial class Connector
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 1009, Level = LogLevel.Error, Message = "Credentials for {Target} could not be made")]
        internal static partial void NoAuthenticator(ILogger logger, EntityAddress target, Exception error);
    }
}
