using Microsoft.Extensions.Logging;

namespace MgrPlatform.Manager.Term;

internal sealed partial class ActiveTerm
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 3301, Level = LogLevel.Information, Message = "Serving at {Addresses}")]
        internal static partial void Serving(ILogger logger, string addresses);

        [LoggerMessage(
            EventId = 3302,
            Level = LogLevel.Warning,
            Message = "The first maps have not all come within {Seconds} s; modules start without them")]
        internal static partial void MapsLate(ILogger logger, double seconds);

        [LoggerMessage(
            EventId = 3303,
            Level = LogLevel.Error,
            Message = "The report to the monitors is not sent, for it does not come out as it was written: {Problem}")]
        internal static partial void ReportHeldBack(ILogger logger, string problem);

        [LoggerMessage(EventId = 3304, Level = LogLevel.Information, Message = "Forgetting {Daemon}: it has been silent for too long")]
        internal static partial void ServiceSilent(ILogger logger, string daemon);

        [LoggerMessage(
            EventId = 3305,
            Level = LogLevel.Information,
            Message = "Forgetting {Count} daemons of type {Type} that no map has any more")]
        internal static partial void Culled(ILogger logger, int count, string type);

        [LoggerMessage(
            EventId = 3306,
            Level = LogLevel.Warning,
            Message = "The monitors do not tell the metadata of {Type} daemons: {Reason}")]
        internal static partial void MetadataRefused(ILogger logger, string type, string reason);
    }
}
