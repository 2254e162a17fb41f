using System.Globalization;
using System.Text.Json.Nodes;

namespace MgrPlatform.Plugins.Rest.Requests;

/// <summary>A change that a client asked for. It is complete when the cluster's map shows it, or when it has failed.</summary>
internal sealed class UserRequest(string headline, DateTimeOffset requestedAt)
{
    private readonly Lock _gate = new();
    private string _status = "submitted";
    private string? _error;
    private DateTimeOffset? _completedAt;

    public string Id { get; } = Guid.NewGuid().ToString();

    public bool IsComplete
    {
        get
        {
            lock (_gate)
            {
                return _completedAt is not null;
            }
        }
    }

    /// <summary>Says what it is waiting for now.</summary>
    public void Report(string status)
    {
        lock (_gate)
        {
            _status = status;
        }
    }

    public void Complete(string? error, DateTimeOffset at)
    {
        lock (_gate)
        {
            _error = error;
            _status = error is null ? "complete" : "failed";
            _completedAt = at;
        }
    }

    public JsonObject ToJson()
    {
        lock (_gate)
        {
            return new JsonObject
            {
                ["id"] = Id,
                ["state"] = _completedAt is null ? "submitted" : "complete",
                ["error"] = _error is not null,
                ["error_message"] = _error ?? "",
                ["status"] = _status,
                ["headline"] = headline,
                ["requested_at"] = Time(requestedAt),
                ["completed_at"] = _completedAt is { } completed ? Time(completed) : null,
            };
        }
    }

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
