using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Messenger;

public sealed partial class PeerConnection
{
    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1007,
            Level = LogLevel.Error,
            Message = "The handler of the connection with {Target} failed when told of its end")]
        internal static partial void HandlerFailed(ILogger logger, EntityAddressVector target, Exception error);
    }
}
