using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;

namespace MgrPlatform.PluginSdk.Hosting;

/// <summary>The methods of a module class that are commands, and those that other modules may call.</summary>
internal sealed class CommandTable
{
    private const BindingFlags AllMethods = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    private readonly Dictionary<string, MethodCall> _commands = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MethodCall> _remote = new(StringComparer.Ordinal);
    private readonly JsonArray _declarations = [];

    public CommandTable(Type type)
    {
        foreach (var method in type.GetMethods(AllMethods))
        {
            if (method.GetCustomAttribute<ModuleCommandAttribute>() is { } command)
            {
                AddCommand(method, command);
            }

            if (method.GetCustomAttribute<RemoteMethodAttribute>() is { } remote
                && !_remote.TryAdd(remote.Name ?? SnakeCase.OfMethod(method.Name), new MethodCall(method)))
            {
                throw new ModuleCallException(-ErrorCode.Exists, $"{type.Name} has two remote methods '{remote.Name ?? SnakeCase.OfMethod(method.Name)}'; rename one.");
            }
        }
    }

    public JsonArray Declarations(IEnumerable<DeclaredCommand> more)
    {
        var all = (JsonArray)_declarations.DeepClone();
        foreach (var command in more)
        {
            all.Add(Declaration(command));
        }

        return all;
    }

    public MethodCall? Find(string prefix) => _commands.GetValueOrDefault(prefix);

    public MethodCall? FindRemote(string method) => _remote.GetValueOrDefault(method);

    private static JsonObject Declaration(DeclaredCommand command) => new()
    {
        ["cmd"] = command.Signature, ["desc"] = command.Description, ["perm"] = command.Permission, ["poll"] = command.Poll,
    };

    private void AddCommand(MethodInfo method, ModuleCommandAttribute command)
    {
        var prefix = string.Join(' ', command.Prefix.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        var call = new MethodCall(method);
        if (prefix.Length == 0 || !_commands.TryAdd(prefix, call))
        {
            throw new ModuleCallException(
                -ErrorCode.Exists,
                prefix.Length == 0
                    ? $"{method.DeclaringType?.Name}.{method.Name} is a command without a name."
                    : $"{method.DeclaringType?.Name} has two commands '{prefix}'; rename one.");
        }

        var signature = new StringBuilder(prefix);
        var help = new StringBuilder(command.Description);
        foreach (var argument in call.Arguments.Where(static argument => !argument.IsInjected))
        {
            signature.Append(' ').Append(argument.Declaration());
            if (argument.Attribute?.Description is { Length: > 0 } description)
            {
                // Ceph's declarations have no room for it, and its clients refuse fields that they do not know.
                help.Append(help.Length > 0 ? "; " : "").Append(argument.Name).Append(": ").Append(description);
            }
        }

        _declarations.Add(Declaration(new DeclaredCommand(signature.ToString(), help.ToString(), command.Permission, command.Poll)));
    }
}
