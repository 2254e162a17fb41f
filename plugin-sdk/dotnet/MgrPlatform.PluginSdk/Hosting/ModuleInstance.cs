using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MgrPlatform.PluginSdk.Hosting;

/// <summary>
/// The whole module side of the runner protocol for one module, over any channel. After <c>shutdown</c> and
/// <see cref="DisposeAsync"/> nothing of it runs and nothing static knows the plugin's types.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ModuleInstance : IAsyncDisposable
{
    private static readonly TimeSpan RestLimit = TimeSpan.FromSeconds(1);

    private readonly IHostChannel _channel;
    private readonly Type _type;
    private readonly TimeProvider _time;
    private readonly LogBatch _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private LoadedModule? _loaded;
    private Task _serve = Task.CompletedTask;
    private bool _started;
    private bool _shutDown;
    private bool _disposed;

    private ModuleInstance(Type type, IHostChannel channel, TimeProvider time)
    {
        _type = type;
        _channel = channel;
        _time = time;
        _log = new LogBatch(channel);
    }

    /// <summary>Finds the one public class of an assembly that derives from <see cref="MgrModule"/>; constructs nothing yet.</summary>
    /// <param name="assembly">The plugin's assembly.</param>
    /// <param name="channel">The way to the host.</param>
    /// <returns>The instance, waiting for <c>initialize</c>.</returns>
    /// <exception cref="ModuleCallException">There is none, or more than one, or the assembly does not load.</exception>
    public static ModuleInstance Create(Assembly assembly, IHostChannel channel)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        ArgumentNullException.ThrowIfNull(channel);
        return new ModuleInstance(ModuleDiscovery.Find(assembly), channel, TimeProvider.System);
    }

    /// <summary>Creates an instance for a class that is known already.</summary>
    /// <param name="type">A class that derives from <see cref="MgrModule"/> and has a constructor without parameters.</param>
    /// <param name="channel">The way to the host.</param>
    /// <param name="time">The clock that the module sees.</param>
    /// <returns>The instance, waiting for <c>initialize</c>.</returns>
    public static ModuleInstance Create(Type type, IHostChannel channel, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(time);
        return type.IsSubclassOf(typeof(MgrModule))
            ? new ModuleInstance(type, channel, time)
            : throw new ArgumentException($"{type.FullName} does not derive from MgrModule", nameof(type));
    }

    /// <summary>The module's object, once <c>initialize</c> has constructed it.</summary>
    public MgrModule? Module => Volatile.Read(ref _loaded)?.Module;

    /// <summary>Completes when the options that were told of have reached the module.</summary>
    public Task OptionsApplied => Volatile.Read(ref _loaded)?.ConfigChanges ?? Task.CompletedTask;

    /// <summary>Carries out a request of the host (section 3 of the protocol). Requests may overlap.</summary>
    /// <param name="method"><c>initialize</c>, <c>start</c>, <c>command</c>, <c>notify</c>, <c>remote</c>, <c>ping</c> or <c>shutdown</c>.</param>
    /// <param name="parameters">Its params.</param>
    /// <param name="cancellationToken">The host's <c>cancel</c>.</param>
    /// <returns>The result, or null when the method is unknown (answer -32601).</returns>
    /// <exception cref="ModuleCallException">The module failed; errno, sentence and traceback for the error answer.</exception>
    public async ValueTask<JsonObject?> HandleAsync(string method, JsonElement parameters, CancellationToken cancellationToken)
    {
        try
        {
            return method switch
            {
                "initialize" => Initialize(parameters),
                "start" => Start(),
                "command" => await CommandAsync(parameters, cancellationToken).ConfigureAwait(false),
                "notify" => await NotifyAsync(parameters, cancellationToken).ConfigureAwait(false),
                "remote" => await RemoteAsync(parameters, cancellationToken).ConfigureAwait(false),
                "ping" => [],
                "shutdown" => await ShutdownAsync(parameters, cancellationToken).ConfigureAwait(false),
                _ => null,
            };
        }
        catch (Exception error) when (error is not ModuleCallException)
        {
            throw Failures.ToCallException(error, cancellationToken);
        }
    }

    /// <summary>Takes a notification of the host: <c>options</c> or <c>store</c>; others are ignored. Never waits for the module.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="parameters">Its params.</param>
    public void HandleNotification(string method, JsonElement parameters)
    {
        if (Volatile.Read(ref _loaded) is not { } loaded)
        {
            return;
        }

        var set = Answers.Pairs(parameters, "set");
        var removed = Answers.Texts(parameters, "removed");
        switch (method)
        {
            case "options":
                loaded.Host.Options.Apply(set, removed);
                _log.Minimum = LogBatch.Level(loaded.Host.Options.Find("log_level"));
                loaded.OptionsChanged(_stopping.Token);
                break;
            case "store":
                loaded.Host.Store.Apply(set, removed);
                break;
            default:
                break;
        }
    }

    /// <summary>Asks what still runs to end and waits a second for it, however <c>shutdown</c> went; log lines that wait are sent.</summary>
    /// <returns>A task that completes when nothing of the SDK runs any more; never upon a frame of the module's code.</returns>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        if (Volatile.Read(ref _loaded) is { } loaded)
        {
            Task rest = Task.WhenAll(_serve, loaded.ConfigChanges).WaitAsync(RestLimit);
            await rest.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _log.DisposeAsync().ConfigureAwait(false);
        Volatile.Write(ref _loaded, null);

        // The caller may have been resumed by the module's last step, and so stand upon a frame of the module's code:
        // while it does, the context cannot go.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
    }

    private JsonObject Initialize(JsonElement parameters)
    {
        if (_loaded is not null)
        {
            throw new ModuleCallException(-ErrorCode.Invalid, "initialize came twice");
        }

        var identity = new ModuleIdentity(
            Answers.Text(parameters, "module") ?? "",
            Answers.Text(parameters, "path") ?? "",
            Answers.Text(parameters, "data_dir") ?? "",
            Answers.Text(parameters, "mgr_id") ?? "",
            Answers.Text(parameters, "fsid") ?? "",
            Answers.Text(parameters, "ceph_version") ?? "",
            Answers.Text(parameters, "release") ?? "");
        var options = new ModuleOptions(_channel, identity.Module, identity.MgrId, Answers.Pairs(parameters, "options"));
        var host = new ModuleHost(_channel, identity, options, new ModuleStore(_channel, Answers.Pairs(parameters, "store")), _time);
        _log.Minimum = LogBatch.Level(options.Find("log_level"));
        var loaded = new LoadedModule(_type, host, _log.Logger(identity.Module));
        var declarations = loaded.Declare();
        Volatile.Write(ref _loaded, loaded);
        return declarations;
    }

    private JsonObject Start()
    {
        var loaded = Loaded();
        lock (_gate)
        {
            if (_started || _shutDown)
            {
                throw new ModuleCallException(-ErrorCode.Invalid, "start came twice, or after shutdown");
            }

            _started = true;
            if (loaded.HasServe)
            {
                _serve = Task.Run(() => ServeAsync(loaded));
            }
        }

        return [];
    }

    private async Task ServeAsync(LoadedModule loaded)
    {
        JsonObject? error = null;
        try
        {
            await loaded.Module.RunServeAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // It was asked to end; how it went does not matter any more.
        }
        catch (Exception failure)
        {
            error = new JsonObject { ["message"] = Failures.Sentence(failure), ["traceback"] = failure.ToString() };
        }

        if (!_stopping.IsCancellationRequested)
        {
            _channel.Notify("serve_ended", new JsonObject { ["error"] = error });
        }
    }

    private async ValueTask<JsonObject> CommandAsync(JsonElement parameters, CancellationToken cancellationToken)
    {
        var reply = await Loaded().AnswerAsync(parameters, cancellationToken).ConfigureAwait(false);
        return new JsonObject { ["retval"] = reply.Code, ["stdout"] = reply.Output, ["stderr"] = reply.Status };
    }

    private async ValueTask<JsonObject> NotifyAsync(JsonElement parameters, CancellationToken cancellationToken)
    {
        var id = Answers.Member(parameters, "id") ?? default;
        var notification = new ModuleNotification(
            Answers.Text(parameters, "type") ?? "",
            id.ValueKind == JsonValueKind.String ? id.GetString()! : "",
            Answers.Integer(parameters, "version"),
            id.ValueKind == JsonValueKind.Object ? id : default);
        await Loaded().Module.RunNotifyAsync(notification, cancellationToken).ConfigureAwait(false);
        return [];
    }

    private async ValueTask<JsonObject> RemoteAsync(JsonElement parameters, CancellationToken cancellationToken) =>
        new() { ["value"] = await Loaded().AnswerRemoteAsync(parameters, cancellationToken).ConfigureAwait(false) };

    private async ValueTask<JsonObject> ShutdownAsync(JsonElement parameters, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_shutDown)
            {
                return [];
            }

            _shutDown = true;
        }

        var milliseconds = Answers.Integer(parameters, "deadline_ms");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromMilliseconds(milliseconds > 0 ? milliseconds : 5000));
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (Volatile.Read(ref _loaded) is { } loaded)
        {
            await loaded.Module.RunShutdownAsync(deadline.Token).ConfigureAwait(false);
            await Task.WhenAll(_serve, loaded.ConfigChanges).WaitAsync(deadline.Token).ConfigureAwait(false);
        }

        return [];
    }

    private LoadedModule Loaded() => Volatile.Read(ref _loaded)
        ?? throw new ModuleCallException(-ErrorCode.Invalid, "initialize must come first");
}
