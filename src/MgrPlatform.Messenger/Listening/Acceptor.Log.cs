using System.Net;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Messenger.Listening;

internal sealed partial class Acceptor
{
    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1101,
            Level = LogLevel.Warning,
            Message = "Accepting at {Address} failed ({Count} times since the last such line)")]
        internal static partial void AcceptFailed(ILogger logger, EndPoint address, int count, Exception error);

        [LoggerMessage(EventId = 1103, Level = LogLevel.Error, Message = "A client at {Address} could not be checked: our keys failed")]
        internal static partial void NoAuthenticator(ILogger logger, EndPoint address, Exception error);

        [LoggerMessage(
            EventId = 1102,
            Level = LogLevel.Warning,
            Message = "{Count} connections at {Address} were closed before they had proved who they are: there are too many of them")]
        internal static partial void CrowdedOut(ILogger logger, EndPoint address, int count);
    }
}
