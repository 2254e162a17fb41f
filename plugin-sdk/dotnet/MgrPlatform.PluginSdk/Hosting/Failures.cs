using System.Diagnostics;

namespace MgrPlatform.PluginSdk.Hosting;

/// <summary>Exceptions of module code as the protocol reports them.</summary>
internal static class Failures
{
    public static ModuleCallException ToCallException(Exception error, CancellationToken cancellationToken)
    {
        if (error is OperationCanceledException)
        {
            return cancellationToken.IsCancellationRequested
                ? new ModuleCallException(-ErrorCode.Canceled, "nobody waits for the answer any more")
                : new ModuleCallException(-ErrorCode.TimedOut, "the module did not finish in time", error.ToString());
        }

        if (error is CommandException refused)
        {
            return new ModuleCallException(refused.Errno, refused.Message);
        }

        var (file, line) = Place(error);
        return new ModuleCallException(-ErrorCode.Invalid, Sentence(error), error.ToString()) { File = file, Line = line };
    }

    public static string Sentence(Exception error) => $"{error.GetType().Name}: {error.Message}";

    /// <summary>Where the plugin's own code failed, when its symbols lie beside it.</summary>
    private static (string? File, int? Line) Place(Exception error)
    {
        foreach (var frame in new StackTrace(error, fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetFileName() is { Length: > 0 } file && frame.GetMethod()?.DeclaringType?.Assembly != typeof(Failures).Assembly)
            {
                return (file, frame.GetFileLineNumber());
            }
        }

        return error.InnerException is { } inner ? Place(inner) : (null, null);
    }
}
