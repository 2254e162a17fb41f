using Microsoft.Extensions.Logging;

namespace MgrPlatform.Modules.AdminSocket;

public sealed partial class AdminSocketServer
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 4210, Level = LogLevel.Information, Message = "The admin socket listens at {Path}")]
        internal static partial void Listening(ILogger logger, string path);

        [LoggerMessage(EventId = 4211, Level = LogLevel.Warning,
            Message = "A client of {Path} was refused: {Maximum} are connected already")]
        internal static partial void TooMany(ILogger logger, string path, int maximum);

        [LoggerMessage(EventId = 4212, Level = LogLevel.Warning, Message = "No client can be accepted at {Path} for the moment")]
        internal static partial void AcceptFailed(ILogger logger, string path, Exception error);

        [LoggerMessage(EventId = 4213, Level = LogLevel.Warning,
            Message = "{Count} commands at {Path} did not end in time and were cancelled")]
        internal static partial void StopOverdue(ILogger logger, string path, int count);
    }
}
