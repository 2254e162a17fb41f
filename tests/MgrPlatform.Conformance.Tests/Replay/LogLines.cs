using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MgrPlatform.Conformance.Tests.Transcripts;

namespace MgrPlatform.Conformance.Tests.Replay;

/// <summary>The log lines of one conversation. They come in batches, at any time, and are matched apart from the other messages.</summary>
internal sealed class LogLines(Pattern pattern)
{
    private readonly List<(JsonNode Line, int Message)> _lines = [];
    private int _next;
    private int _messages;
    private long _dropped;

    public void Add(JsonNode parameters)
    {
        _messages++;
        _dropped += parameters["dropped"]?.GetValue<long>() ?? 0;
        _lines.AddRange(parameters["lines"]!.AsArray().Select(line => (line!, _messages)));
    }

    /// <summary>Whether the expected lines have come, in this order; others may stand between them. Takes them when they have.</summary>
    public bool TryTake(JsonArray expected, JsonArray without, out string problem)
    {
        var position = _next;
        foreach (var line in expected)
        {
            while (position < _lines.Count && pattern.Compare(line, _lines[position].Line) is not null)
            {
                position++;
            }

            if (position++ >= _lines.Count)
            {
                problem = $"no log line {line?.ToJsonString()} among {string.Join(", ", _lines.Skip(_next).Take(50).Select(one => one.Line.ToJsonString()))}";
                return false;
            }
        }

        var unwanted = _lines[_next..position].Find(one => without.Any(line => pattern.Compare(line, one.Line) is null)).Line;
        problem = unwanted is null ? "" : $"the log has {unwanted.ToJsonString()}, which its level should have kept out";
        _next = unwanted is null ? position : _next;
        return unwanted is null;
    }

    /// <summary>Whether so many lines like this were sent, or counted as dropped, in not too many messages.</summary>
    public bool TryTakeFlood(JsonObject flood, out string problem)
    {
        var regex = new Regex(flood["message"]!.GetValue<string>(), RegexOptions.None, TimeSpan.FromSeconds(1));
        var sent = _lines[_next..].FindAll(one => regex.IsMatch(one.Line["message"]!.GetValue<string>()));
        var messages = sent.Select(one => one.Message).Distinct().Count();
        problem = $"{sent.Count} lines in {messages} messages, and {_dropped} dropped; expected {flood.ToJsonString()}";
        return sent.Count + _dropped == flood["lines"]!.GetValue<long>() && messages <= flood["messages_at_most"]!.GetValue<int>();
    }
}
