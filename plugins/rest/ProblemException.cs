using Microsoft.AspNetCore.Http;

namespace MgrPlatform.Plugins.Rest;

/// <summary>Ends a request with a status and a sentence; written as problem JSON (RFC 9457).</summary>
internal sealed class ProblemException(int status, string detail, int errno = 0) : Exception(detail)
{
    public int Status { get; } = status;

    /// <summary>The errno value of the command that failed, or 0.</summary>
    public int Errno { get; } = errno;

    public static ProblemException BadRequest(string detail) => new(StatusCodes.Status400BadRequest, detail);

    public static ProblemException NotFound(string detail) => new(StatusCodes.Status404NotFound, detail);

    public static ProblemException Conflict(string detail) => new(StatusCodes.Status409Conflict, detail);
}
