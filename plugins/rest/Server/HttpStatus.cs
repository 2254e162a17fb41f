using MgrPlatform.PluginSdk;
using Microsoft.AspNetCore.Http;

namespace MgrPlatform.Plugins.Rest.Server;

/// <summary>The HTTP status that says what an errno value says.</summary>
internal static class HttpStatus
{
    public static int OfErrno(int errno) => Math.Abs(errno) switch
    {
        0 => StatusCodes.Status200OK,
        ErrorCode.Invalid => StatusCodes.Status400BadRequest,
        ErrorCode.PermissionDenied or ErrorCode.AccessDenied => StatusCodes.Status403Forbidden,
        ErrorCode.NotFound => StatusCodes.Status404NotFound,
        ErrorCode.Exists or ErrorCode.Busy => StatusCodes.Status409Conflict,
        ErrorCode.NotSupported => StatusCodes.Status501NotImplemented,
        ErrorCode.TryAgain => StatusCodes.Status503ServiceUnavailable,
        ErrorCode.TimedOut => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status500InternalServerError,
    };
}
