using Microsoft.Extensions.Logging;

namespace MgrPlatform.Plugins.Rest.Server;

/// <summary>Passes Kestrel's warnings on to the module's log.</summary>
internal sealed class ModuleLogProvider(ILogger log) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => log;

    public void Dispose()
    {
        // The log is the module's.
    }
}
