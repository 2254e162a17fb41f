using Microsoft.Extensions.Logging;

namespace MgrPlatform.PluginSdk;

/// <summary>
/// A module: derive one public class from it and mark its methods with <see cref="ModuleCommandAttribute"/>.
/// The constructor must not start anything: while a module is replaced the old code is still in charge.
/// </summary>
public abstract class MgrModule
{
    private ModuleHost? _host;
    private ILogger? _log;

    /// <summary>The cluster, the module's options and store, and all else that the manager offers. Not there in the constructor.</summary>
    /// <exception cref="InvalidOperationException">Read in the constructor.</exception>
    public ModuleHost Host => _host ?? throw NotYet(nameof(Host));

    /// <summary>Writes to the module's log, which <c>module logs NAME</c> shows. Not there in the constructor.</summary>
    /// <exception cref="InvalidOperationException">Read in the constructor.</exception>
    public ILogger Log => _log ?? throw NotYet(nameof(Log));

    internal void Attach(ModuleHost host, ILogger log)
    {
        _host = host;
        _log = log;
    }

    internal string? AskCanRun() => CanRun();

    internal Task RunServeAsync(CancellationToken cancellationToken) => ServeAsync(cancellationToken);

    internal Task RunNotifyAsync(ModuleNotification notification, CancellationToken cancellationToken) => NotifyAsync(notification, cancellationToken);

    internal Task RunConfigChangedAsync(CancellationToken cancellationToken) => ConfigChangedAsync(cancellationToken);

    internal Task RunShutdownAsync(CancellationToken cancellationToken) => ShutdownAsync(cancellationToken);

    internal IEnumerable<DeclaredCommand> ListCommands() => DeclareCommands();

    internal Task<CommandReply> RunCommandAsync(CommandContext context, CancellationToken cancellationToken) =>
        HandleCommandAsync(context, cancellationToken);

    /// <summary>Tells whether the module can work on this machine. Called once, before anything starts; must be quick.</summary>
    /// <returns>Null when it can, else the reason in a sentence: the module is then shown as <c>unsupported</c>.</returns>
    protected virtual string? CanRun() => null;

    /// <summary>The module's own work, for as long as it is in charge. It should end soon after the token is cancelled.</summary>
    /// <param name="cancellationToken">Cancelled when the module is stopped or replaced.</param>
    /// <returns>A task; when it fails, the module is restarted.</returns>
    protected virtual Task ServeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Something happened of a type that the class asked for with <see cref="NotifyTypesAttribute"/>.</summary>
    /// <param name="notification">What happened; the next one of this type comes after the task has completed.</param>
    /// <param name="cancellationToken">Cancelled when the module is stopped.</param>
    /// <returns>A task that completes when the notification is handled.</returns>
    protected virtual Task NotifyAsync(ModuleNotification notification, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Options changed; the properties marked with <see cref="ModuleOptionAttribute"/> have their new values already.</summary>
    /// <param name="cancellationToken">Cancelled when the module is stopped.</param>
    /// <returns>A task; changes that come meanwhile are told together, by one further call.</returns>
    protected virtual Task ConfigChangedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Releases what the module holds. Called once, after <see cref="ServeAsync"/> was asked to end.</summary>
    /// <param name="cancellationToken">Cancelled when the time for it is over.</param>
    /// <returns>A task that completes when nothing of the module runs any more.</returns>
    protected virtual Task ShutdownAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Commands in Ceph's own declarations, for a module that builds its list at run time; they go to <see cref="HandleCommandAsync"/>.</summary>
    /// <returns>The declarations; asked once, before <see cref="ServeAsync"/>.</returns>
    protected virtual IEnumerable<DeclaredCommand> DeclareCommands() => [];

    /// <summary>Answers a command for which no method is marked with <see cref="ModuleCommandAttribute"/>.</summary>
    /// <param name="context">The command, its arguments and its caller.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits for the answer any more.</param>
    /// <returns>The answer.</returns>
    protected virtual Task<CommandReply> HandleCommandAsync(CommandContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Task.FromResult(CommandReply.Failure(
            ErrorCode.Invalid, $"the module has no command '{context.Prefix}'; mark a method with [ModuleCommand(\"{context.Prefix}\")]"));
    }

    private static InvalidOperationException NotYet(string what) =>
        new($"{what} is not there in the constructor; use it from ServeAsync, a command or any other method that the manager calls");
}
