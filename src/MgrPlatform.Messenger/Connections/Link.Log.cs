using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Messenger.Connections;

internal sealed partial class Link
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 1001, Level = LogLevel.Debug, Message = "Connection with {Remote} ready: a {Type}, mode {Mode}")]
        internal static partial void Ready(ILogger logger, string remote, EntityType type, ConnectionMode mode);

        [LoggerMessage(
            EventId = 1002,
            Level = LogLevel.Warning,
            Message = "{Remote} breaks the format: {What} ({Count} like it since the last such line)")]
        internal static partial void WireError(ILogger logger, string remote, string what, int count);

        [LoggerMessage(
            EventId = 1005,
            Level = LogLevel.Warning,
            Message = "{Remote} breaks the format before it has proved who it is: {What} ({Count} like it since the last such line)")]
        internal static partial void StrangeError(ILogger logger, string remote, string what, int count);

        [LoggerMessage(
            EventId = 1006,
            Level = LogLevel.Information,
            Message = "{Remote} was not let in: {Why} ({Count} like it since the last such line)")]
        internal static partial void Denied(ILogger logger, string remote, string why, int count);

        [LoggerMessage(
            EventId = 1003,
            Level = LogLevel.Error,
            Message = "The handler of the connection with {Remote} failed ({Count} times since the last such line)")]
        internal static partial void HandlerFailed(ILogger logger, string remote, int count, Exception error);

        [LoggerMessage(
            EventId = 1010,
            Level = LogLevel.Warning,
            Message = "{Remote} was not let in: {Why} ({Count} like it since the last such line)")]
        internal static partial void Crowded(ILogger logger, string remote, string why, int count);

        [LoggerMessage(
            EventId = 1011,
            Level = LogLevel.Warning,
            Message = "{Remote} was cut off: {Why} ({Count} like it since the last such line)")]
        internal static partial void CutOff(ILogger logger, string remote, string why, int count);
    }
}
