using Microsoft.Extensions.Logging;

namespace MgrPlatform.DevCluster.Cluster;

public sealed partial class RecordedCluster
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The dev cluster failed at a command; it goes on without it")]
    private static partial void InputFailed(ILogger logger, Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "A listener of the dev cluster failed; it is told of the next event all the same")]
    private static partial void HandlerFailed(ILogger logger, Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "The dev cluster could not store a change in {Directory}; look for room and permissions there")]
    private static partial void NotStored(ILogger logger, Exception fault, string directory);
}
