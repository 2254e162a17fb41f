using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MgrPlatform.PluginSdk.Hosting;

/// <summary>One parameter of a command or remote method: its name outside, and how its value is made.</summary>
internal sealed class MethodArgument
{
    private readonly ParameterInfo _parameter;
    private readonly Type? _itemType;
    private readonly Type _valueType;

    public MethodArgument(ParameterInfo parameter, NullabilityInfoContext nullability)
    {
        _parameter = parameter;
        Attribute = parameter.GetCustomAttribute<ArgumentAttribute>();
        Name = Attribute?.Name ?? SnakeCase.Of(parameter.Name!);
        var type = parameter.ParameterType;
        _itemType = type.IsArray ? type.GetElementType()
            : type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) || type.GetGenericTypeDefinition() == typeof(IEnumerable<>))
                ? type.GetGenericArguments()[0]
                : null;
        _valueType = _itemType ?? Nullable.GetUnderlyingType(type) ?? type;
        IsRequired = !parameter.HasDefaultValue && Nullable.GetUnderlyingType(type) is null
            && nullability.Create(parameter).WriteState != NullabilityState.Nullable;
    }

    public string Name { get; }

    public ArgumentAttribute? Attribute { get; }

    public bool IsRequired { get; }

    public bool IsInjected => IsToken || IsContext;

    private bool IsToken => _parameter.ParameterType == typeof(CancellationToken);

    private bool IsContext => _parameter.ParameterType == typeof(CommandContext);

    /// <summary>Ceph's declaration of the argument: <c>name=person,type=CephString,req=false</c>.</summary>
    public string Declaration()
    {
        var type = Attribute?.Type ?? (Attribute?.Choices is null ? ValueConversion.ArgumentType(_valueType) : "CephChoices")
            ?? throw new ModuleCallException(
                -ErrorCode.Invalid,
                $"{Where()} has type {_parameter.ParameterType.Name}, which no command argument can have; use string, a number, bool, Guid, IPAddress, an enum or a list of these.");
        var text = $"name={Name},type={type}";
        var choices = Attribute?.Choices ?? (_valueType.IsEnum ? ValueConversion.EnumWords(_valueType) : null);
        text += choices is null ? "" : $",strings={choices}";
        text += Attribute?.Range is { } range ? $",range={range}" : "";
        text += _itemType is null ? "" : ",n=N";
        return text + (IsRequired ? "" : ",req=false");
    }

    public object? Value(JsonNode? given, CommandContext? context, CancellationToken cancellationToken)
    {
        if (IsToken)
        {
            return cancellationToken;
        }

        if (IsContext)
        {
            return context;
        }

        if (given is null)
        {
            return !IsRequired || _parameter.HasDefaultValue
                ? Default()
                : throw new CommandException(ErrorCode.Invalid, $"missing required parameter {Name}");
        }

        if (_parameter.ParameterType.IsAssignableFrom(given.GetType()) && typeof(JsonNode).IsAssignableFrom(_parameter.ParameterType))
        {
            return given;
        }

        if (_valueType == typeof(JsonElement))
        {
            return JsonDocument.Parse(given.ToJsonString()).RootElement;
        }

        return _itemType is null ? Scalar(given) : List(given, _itemType);
    }

    private Array List(JsonNode given, Type itemType)
    {
        var items = given is JsonArray list ? list.ToArray() : [given];
        var values = Array.CreateInstance(itemType, items.Length);
        for (var i = 0; i < items.Length; i++)
        {
            values.SetValue(Scalar(items[i]), i);
        }

        return values;
    }

    private object? Scalar(JsonNode? given)
    {
        var text = ValueConversion.ScalarText(given);
        return text is not null && ValueConversion.TryConvert(text, _valueType, out var value)
            ? value
            : throw new CommandException(ErrorCode.Invalid, $"{Name}: {given?.ToJsonString() ?? "null"} is not {Expected()}");
    }

    private string Expected() => _valueType switch
    {
        _ when _valueType == typeof(string) => "a text",
        _ when _valueType == typeof(bool) => "true or false",
        _ when _valueType == typeof(Guid) => "a UUID",
        _ when _valueType == typeof(IPAddress) => "an IP address",
        { IsEnum: true } => "one of " + ValueConversion.EnumWords(_valueType).Replace("|", ", ", StringComparison.Ordinal),
        _ when _valueType == typeof(double) || _valueType == typeof(float) => "a number",
        _ => $"a whole number that fits {_valueType.Name}",
    };

    private object? Default()
    {
        var type = _parameter.ParameterType;
        var value = _parameter.HasDefaultValue ? _parameter.DefaultValue : null;
        if (value is not null && _valueType.IsEnum)
        {
            return Enum.ToObject(_valueType, value);
        }

        return value ?? (type.IsValueType ? Activator.CreateInstance(type) : null);
    }

    private string Where() => $"{_parameter.Member.DeclaringType?.Name}.{_parameter.Member.Name}: parameter {_parameter.Name}";
}
