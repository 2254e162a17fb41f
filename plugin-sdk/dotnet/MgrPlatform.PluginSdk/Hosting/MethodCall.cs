using System.Reflection;
using System.Text.Json.Nodes;

namespace MgrPlatform.PluginSdk.Hosting;

/// <summary>A method of the module that can be called with JSON arguments, whatever it returns and however it waits.</summary>
internal sealed class MethodCall
{
    private readonly MethodInfo _method;

    public MethodCall(MethodInfo method)
    {
        _method = method;
        if (method.IsGenericMethodDefinition || method.GetParameters().Any(static parameter => parameter.ParameterType.IsByRef))
        {
            throw new ModuleCallException(-ErrorCode.Invalid, $"{method.DeclaringType?.Name}.{method.Name} has type parameters or ref parameters; a command cannot.");
        }

        var nullability = new NullabilityInfoContext();
        Arguments = [.. method.GetParameters().Select(parameter => new MethodArgument(parameter, nullability))];
    }

    public IReadOnlyList<MethodArgument> Arguments { get; }

    /// <summary>Calls the method; arguments that are not among the positional ones are taken by name.</summary>
    public async ValueTask<object?> InvokeAsync(
        MgrModule module, JsonArray? positional, JsonObject named, CommandContext? context, CancellationToken cancellationToken)
    {
        var values = new object?[Arguments.Count];
        var next = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var argument = Arguments[i];
            var given = argument.IsInjected ? null
                : next < (positional?.Count ?? 0) ? positional![next++]
                : named[argument.Name];
            values[i] = argument.Value(given, context, cancellationToken);
        }

        if (next < (positional?.Count ?? 0))
        {
            throw new CommandException(ErrorCode.Invalid, $"{_method.Name} takes {next} arguments, {positional!.Count} were given");
        }

        var returned = _method.Invoke(_method.IsStatic ? null : module, BindingFlags.DoNotWrapExceptions, null, values, null);
        return await UnwrapAsync(returned).ConfigureAwait(false);
    }

    private static async ValueTask<object?> UnwrapAsync(object? returned)
    {
        switch (returned)
        {
            case Task<string> text:
                return await text.ConfigureAwait(false);
            case Task<CommandReply> reply:
                return await reply.ConfigureAwait(false);
            case Task task:
                await task.ConfigureAwait(false);
                return Result(task);
            case ValueTask valueTask:
                await valueTask.ConfigureAwait(false);
                return null;
            case null:
                return null;
            default:
                break;
        }

        var type = returned.GetType();
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(ValueTask<>))
        {
            return returned;
        }

        var asTask = (Task)type.GetMethod(nameof(ValueTask<>.AsTask))!.Invoke(returned, null)!;
        await asTask.ConfigureAwait(false);
        return Result(asTask);
    }

    private static object? Result(Task task)
    {
        // An async method without a result is a Task of a hidden type of the runtime.
        var property = task.GetType().GetProperty(nameof(Task<>.Result));
        return property is null || property.PropertyType.FullName == "System.Threading.Tasks.VoidTaskResult" ? null : property.GetValue(task);
    }
}
