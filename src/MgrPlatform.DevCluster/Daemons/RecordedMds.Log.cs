using MgrPlatform.Wire.Maps.Fs;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.DevCluster.Daemons;

public sealed partial class RecordedMds
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 6201, Level = LogLevel.Information, Message = "mds.{Name} is now {State}")]
        internal static partial void Moved(ILogger logger, string name, MdsState state);

        [LoggerMessage(EventId = 6202, Level = LogLevel.Information, Message = "mds.{Name} has ended: {Reason}")]
        internal static partial void Ended(ILogger logger, string name, string reason);
    }
}
