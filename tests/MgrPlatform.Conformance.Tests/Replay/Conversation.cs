using System.Text.Json.Nodes;
using MgrPlatform.Conformance.Tests.Schema;
using MgrPlatform.Conformance.Tests.Transcripts;

namespace MgrPlatform.Conformance.Tests.Replay;

/// <summary>Plays the host's part of a transcript to a real runner, and holds the runner to its own part.</summary>
internal sealed class Conversation : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(30);

    private readonly RunnerChild _runner;
    private readonly Transcript _transcript;
    private readonly Pattern _pattern;
    private readonly Placeholders _placeholders;
    private readonly ProtocolSchema _schema = new();
    private readonly LogLines _log;
    private readonly List<JsonNode> _maybe = [];
    private readonly List<TranscriptLine> _expected = [];

    private Conversation(Transcript transcript, RunnerChild runner, Dictionary<string, JsonNode?> environment, string folder)
    {
        _transcript = transcript;
        _runner = runner;
        environment["MGRP_PID"] = JsonValue.Create(runner.ProcessId);
        _pattern = new Pattern(environment);
        _placeholders = new Placeholders(environment, () => _pattern.Captured, folder);
        _log = new LogLines(_pattern);
    }

    public static async Task<Conversation> StartAsync(SdkUnderTest sdk, string interpreter, Transcript transcript, string folder, CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string>
        {
            ["MGRP_SOCKET"] = Path.Combine(folder, "s"),
            ["MGRP_TOKEN"] = Guid.NewGuid().ToString("N"),
            ["MGRP_MODULE"] = "conformance",
            ["MGRP_PATH"] = sdk.FolderOf(transcript.Plugin),
        };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        var runner = await RunnerChild.StartAsync(interpreter, sdk.Runner, environment, limit.Token);
        var values = environment.ToDictionary(pair => pair.Key, JsonNode? (pair) => JsonValue.Create(pair.Value));
        values["MGRP_LANGUAGE"] = sdk.Language;
        values["MGRP_ENTRY"] = sdk.EntryOf(transcript.Plugin);
        values["MGRP_DATA"] = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;
        return new Conversation(transcript, runner, values, folder);
    }

    public async Task PlayAsync(CancellationToken cancellationToken)
    {
        foreach (var line in _transcript.Lines)
        {
            if (line.IsOf("runner") && line.Content["message"] is not null)
            {
                _expected.Add(line);
                continue;
            }

            await ExpectAsync(line, () => _expected.Count == 0, () => $"still missing: {_expected[0].Content["message"]!.ToJsonString()}", cancellationToken);
            await PlayAsync(line, cancellationToken);
        }

        await ExpectAsync(_transcript.Lines[^1], () => _expected.Count == 0, () => $"still missing: {_expected[0].Content["message"]!.ToJsonString()}", cancellationToken);
    }

    public ValueTask DisposeAsync() => _runner.DisposeAsync();

    private async Task PlayAsync(TranscriptLine line, CancellationToken cancellationToken)
    {
        var problem = "";
        if (line.Content["message"] is { } message)
        {
            var filled = _placeholders.Fill(message)!.AsObject();
            if (_schema.Check("host", filled) is { } wrong)
            {
                throw Fail(line, $"the transcript itself is not as the schema says: {wrong}");
            }

            await _runner.SendAsync(filled, cancellationToken);
        }
        else if (line.Content["maybe"] is { } maybe)
        {
            _maybe.Add(maybe);
        }
        else if (line.Content["log"] is { } log)
        {
            var without = line.Content["without"]?.AsArray() ?? [];
            await ExpectAsync(line, () => _log.TryTake(log.AsArray(), without, out problem), () => problem, cancellationToken);
        }
        else if (line.Content["flood"] is { } flood)
        {
            await ExpectAsync(line, () => _log.TryTakeFlood(flood.AsObject(), out problem), () => problem, cancellationToken);
        }
        else if (line.Content["host"] is not null)
        {
            _runner.Close();
        }
        else
        {
            await CheckExitAsync(line, line.Content["exit"]!, cancellationToken);
        }
    }

    private async Task CheckExitAsync(TranscriptLine line, JsonNode expected, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ExitLimit);
        int code;
        try
        {
            code = await _runner.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Fail(line, $"the runner is still there after {ExitLimit.TotalSeconds} s");
        }

        var met = expected.ToJsonString() switch
        {
            "\"any\"" => true,
            "\"error\"" => code != 0,
            var exact => code.ToString(System.Globalization.CultureInfo.InvariantCulture) == exact,
        };
        if (!met)
        {
            throw Fail(line, $"the runner left with {code}");
        }
    }

    // Takes messages of the runner until the condition holds.
    private async Task ExpectAsync(TranscriptLine line, Func<bool> met, Func<string> problem, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        while (!met())
        {
            JsonObject? message;
            try
            {
                message = await _runner.ReceiveAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw Fail(line, $"nothing more came in {Limit.TotalSeconds} s; {problem()}");
            }

            Take(line, message ?? throw Fail(line, $"the runner closed the connection; {problem()}"));
        }
    }

    private void Take(TranscriptLine line, JsonObject message)
    {
        if (_schema.Check("runner", message) is { } wrong)
        {
            throw Fail(line, $"the runner's message is not as the schema says: {wrong}");
        }

        if (message["method"]?.GetValue<string>() == "log")
        {
            _log.Add(message["params"]!);
            return;
        }

        var differences = new List<string>();
        foreach (var expected in _expected)
        {
            if (_pattern.Compare(expected.Content["message"], message) is not { } difference)
            {
                _expected.Remove(expected);
                return;
            }

            differences.Add($"  {expected.Place}: {difference}");
        }

        if (!_maybe.Exists(maybe => _pattern.Compare(maybe, message) is null))
        {
            throw Fail(line, $"the runner sent {message.ToJsonString()}, which is none of what is expected here:\n{string.Join('\n', differences)}");
        }
    }

    private Xunit.Sdk.XunitException Fail(TranscriptLine line, string problem) => new($"{line.Place}: {problem}\nThe runner wrote:\n{_runner.Output}");
}
