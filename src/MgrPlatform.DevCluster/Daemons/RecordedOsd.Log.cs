using Microsoft.Extensions.Logging;

namespace MgrPlatform.DevCluster.Daemons;

public sealed partial class RecordedOsd
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 6101, Level = LogLevel.Information, Message = "osd.{Osd} boots at epoch {Epoch}")]
        internal static partial void Booting(ILogger logger, int osd, uint epoch);

        [LoggerMessage(EventId = 6102, Level = LogLevel.Information, Message = "osd.{Osd}: {What}")]
        internal static partial void Noted(ILogger logger, int osd, string what);

        [LoggerMessage(EventId = 6103, Level = LogLevel.Information, Message = "osd.{Osd} has ended: {Reason}")]
        internal static partial void Ended(ILogger logger, int osd, string reason);

        [LoggerMessage(EventId = 6104, Level = LogLevel.Warning, Message = "osd.{Osd} does not keep up with the maps; one was left out")]
        internal static partial void Overrun(ILogger logger, int osd);
    }
}
