using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.PluginSdk.Hosting;

/// <summary>A constructed module with its commands and options.</summary>
internal sealed class LoadedModule
{
    private readonly CommandTable _commands;
    private readonly OptionTable _options;
    private readonly ILogger _log;
    private readonly CoalescedWork _apply;
    private readonly CoalescedWork _tell;

    public LoadedModule(Type type, ModuleHost host, ILogger log)
    {
        Host = host;
        _log = log;
        _apply = new CoalescedWork(TakeOptionsAsync);
        _tell = new CoalescedWork(TellAsync);
        Module = (MgrModule)type.GetConstructor(Type.EmptyTypes)!.Invoke(BindingFlags.DoNotWrapExceptions, null, null, null);
        Module.Attach(host, log);
        _commands = new CommandTable(type);
        _options = new OptionTable(Module);
        HasServe = type.GetMethod("ServeAsync", BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance, [typeof(CancellationToken)])
            ?.DeclaringType != typeof(MgrModule);
        ApplyOptions();
    }

    public MgrModule Module { get; }

    public ModuleHost Host { get; }

    public bool HasServe { get; }

    /// <summary>The calls of ConfigChangedAsync that are under way.</summary>
    public Task ConfigChanges => _tell.Last;

    /// <summary>Completes when the properties have the values that were told of: what the host asks later sees the change.</summary>
    private Task OptionsApplied => _apply.Last;

    public JsonObject Declare()
    {
        var reason = Module.AskCanRun();
        return new JsonObject
        {
            ["commands"] = _commands.Declarations(Module.ListCommands()),
            ["options"] = _options.Declarations(),
            ["notify_types"] = new JsonArray([.. NotifyTypes().Select(static type => (JsonNode)type)]),
            ["can_run"] = reason is null,
            ["can_run_reason"] = reason ?? "",
            ["serve"] = HasServe,
            ["warnings"] = new JsonArray(),
        };
    }

    public async ValueTask<CommandReply> AnswerAsync(JsonElement parameters, CancellationToken cancellationToken)
    {
        var command = Answers.Member(parameters, "cmd") is { ValueKind: JsonValueKind.Object } map ? JsonObject.Create(map)! : [];
        var milliseconds = Answers.Integer(parameters, "deadline_ms");
        var context = new CommandContext(
            Host, command, Input(parameters), Answers.Integer(parameters, "session"),
            milliseconds > 0 ? TimeSpan.FromMilliseconds(milliseconds) : null);
        try
        {
            await OptionsApplied.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (_commands.Find(context.Prefix) is not { } call)
            {
                return await Module.RunCommandAsync(context, cancellationToken).ConfigureAwait(false);
            }

            var result = await call.InvokeAsync(Module, null, command, context, cancellationToken).ConfigureAwait(false);
            return ResultText.Reply(result, context.Format);
        }
        catch (CommandException error)
        {
            return new CommandReply(error.Errno, "", error.Message);
        }
        catch (ModuleCallException error)
        {
            // The host or another module refused what the command needed: its sentence says more than a traceback would.
            return new CommandReply(error.Errno, "", error.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return CommandReply.Failure(ErrorCode.Canceled, "the command was given up: its deadline passed or its caller is gone");
        }
        catch (Exception error)
        {
            return CommandReply.Failure(ErrorCode.Invalid, error.ToString());
        }
    }

    public async ValueTask<JsonNode?> AnswerRemoteAsync(JsonElement parameters, CancellationToken cancellationToken)
    {
        var method = Answers.Text(parameters, "method") ?? "";
        if (Answers.Text(parameters, "pickle") is not null)
        {
            throw new ModuleCallException(-ErrorCode.NotSupported, $"{Host.Identity.Module} is not a Python module: call {method} with plain JSON arguments");
        }

        var call = _commands.FindRemote(method) ?? throw new ModuleCallException(
            -ErrorCode.NotFound, $"module {Host.Identity.Module} has no method '{method}' for other modules; mark it with [RemoteMethod]");
        await OptionsApplied.WaitAsync(cancellationToken).ConfigureAwait(false);
        var positional = Answers.Member(parameters, "args") is { ValueKind: JsonValueKind.Array } list ? JsonArray.Create(list) : null;
        var named = Answers.Member(parameters, "kwargs") is { ValueKind: JsonValueKind.Object } map ? JsonObject.Create(map) : null;
        return PlainJson.From(await call.InvokeAsync(Module, positional, named ?? [], null, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Has the properties given their new values and the module told, once for all changes that come while it is busy with the last one.</summary>
    public void OptionsChanged(CancellationToken cancellationToken)
    {
        // A property's setter is the plugin's code and may take its time, as ConfigChangedAsync may.
        _apply.Ask(cancellationToken);
        _tell.Ask(cancellationToken);
    }

    private static ReadOnlyMemory<byte> Input(JsonElement parameters) =>
        Answers.Text(parameters, "inbuf_base64") is { } encoded ? Convert.FromBase64String(encoded)
        : Answers.Text(parameters, "inbuf") is { Length: > 0 } text ? Encoding.UTF8.GetBytes(text)
        : ReadOnlyMemory<byte>.Empty;

    private IEnumerable<string> NotifyTypes() =>
        Module.GetType().GetCustomAttributes<NotifyTypesAttribute>(inherit: true).SelectMany(static attribute => attribute.Types).Distinct();

    private void ApplyOptions()
    {
        foreach (var refused in _options.Apply(Host.Options))
        {
            _log.LogWarning("{Refused}", refused);
        }
    }

    private Task TakeOptionsAsync(CancellationToken cancellationToken)
    {
        try
        {
            ApplyOptions();
        }
        catch (Exception error)
        {
            LogNotTaken(error);
        }

        return Task.CompletedTask;
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        try
        {
            await OptionsApplied.ConfigureAwait(false);
            await Module.RunConfigChangedAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The module is being stopped.
        }
        catch (Exception error)
        {
            LogNotTaken(error);
        }
    }

    private void LogNotTaken(Exception error) =>
        _log.LogError(error, "The module failed to take new options; they are stored all the same");
}
