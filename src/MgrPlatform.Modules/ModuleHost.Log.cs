using Microsoft.Extensions.Logging;

namespace MgrPlatform.Modules;

public sealed partial class ModuleHost
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 4030, Level = LogLevel.Information, Message = "Plugin {Plugin} has changed on disk")]
        internal static partial void PluginChanged(ILogger logger, string plugin);

        [LoggerMessage(EventId = 4031, Level = LogLevel.Warning, Message = "Plugin {Plugin} is gone from the plugin paths; what runs goes on")]
        internal static partial void PluginGone(ILogger logger, string plugin);

        [LoggerMessage(EventId = 4032, Level = LogLevel.Warning, Message = "The plugin paths cannot be read: {Reason}")]
        internal static partial void ScanFailed(ILogger logger, string reason);

        [LoggerMessage(EventId = 4034, Level = LogLevel.Information, Message = "The cluster wants module {Plugin}, which no plugin path has; it does not run here")]
        internal static partial void PluginMissing(ILogger logger, string plugin);

        [LoggerMessage(EventId = 4033, Level = LogLevel.Warning, Message = "{Folder} is of a manager that was killed: ended {Count} of its children")]
        internal static partial void LeftoversRemoved(ILogger logger, string folder, int count);
    }
}
