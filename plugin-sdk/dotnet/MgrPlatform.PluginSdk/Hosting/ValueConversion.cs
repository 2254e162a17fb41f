using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MgrPlatform.PluginSdk.Hosting;

/// <summary>Texts and JSON values to the C# types that options and arguments may have, and what Ceph calls those types.</summary>
internal static class ValueConversion
{
    /// <summary>Converts a value as Ceph's clients and configuration write it; numbers and booleans may come as text.</summary>
    public static bool TryConvert(string text, Type type, out object? value)
    {
        var culture = CultureInfo.InvariantCulture;
        value = type switch
        {
            _ when type == typeof(string) => text,
            _ when type == typeof(int) => int.TryParse(text, NumberStyles.Integer, culture, out var number) ? number : null,
            _ when type == typeof(uint) => uint.TryParse(text, NumberStyles.Integer, culture, out var number) ? number : null,
            _ when type == typeof(long) => long.TryParse(text, NumberStyles.Integer, culture, out var number) ? number : null,
            _ when type == typeof(ulong) => ulong.TryParse(text, NumberStyles.Integer, culture, out var number) ? number : null,
            _ when type == typeof(double) => double.TryParse(text, NumberStyles.Float, culture, out var number) ? number : null,
            _ when type == typeof(float) => float.TryParse(text, NumberStyles.Float, culture, out var number) ? number : null,
            _ when type == typeof(TimeSpan) => double.TryParse(text, NumberStyles.Float, culture, out var seconds)
                && Math.Abs(seconds) < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null,
            _ when type == typeof(Guid) => Guid.TryParse(text, out var id) ? id : null,
            _ when type == typeof(IPAddress) => IPAddress.TryParse(text, out var address) ? address : null,
            _ when type == typeof(bool) => text.ToLowerInvariant() switch
            {
                "true" or "yes" or "on" or "1" => true,
                "false" or "no" or "off" or "0" => false,
                _ => null,
            },
            { IsEnum: true } => Enum.GetNames(type).FirstOrDefault(name => SnakeCase.Of(name) == text || name == text) is { } member
                ? Enum.Parse(type, member)
                : null,
            _ => null,
        };
        return value is not null;
    }

    /// <summary>The text of a JSON scalar; null for objects, lists and null.</summary>
    public static string? ScalarText(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.String => node.GetValue<string>(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => node.ToJsonString(),
        _ => null,
    };

    public static string EnumWords(Type type) => string.Join('|', Enum.GetNames(type).Select(SnakeCase.Of));

    /// <summary>Ceph's argument type, or null when a command cannot have such an argument.</summary>
    public static string? ArgumentType(Type type) => type switch
    {
        _ when type == typeof(string) => "CephString",
        _ when type == typeof(int) || type == typeof(long) || type == typeof(uint) || type == typeof(ulong) => "CephInt",
        _ when type == typeof(double) || type == typeof(float) => "CephFloat",
        _ when type == typeof(bool) => "CephBool",
        _ when type == typeof(Guid) => "CephUUID",
        _ when type == typeof(IPAddress) => "CephIPAddr",
        { IsEnum: true } => "CephChoices",
        _ => null,
    };

    /// <summary>Ceph's option type, or null when an option cannot have this C# type.</summary>
    public static string? OptionType(Type type) => type switch
    {
        _ when type == typeof(string) || type.IsEnum => "str",
        _ when type == typeof(int) || type == typeof(long) => "int",
        _ when type == typeof(uint) || type == typeof(ulong) => "uint",
        _ when type == typeof(double) || type == typeof(float) => "float",
        _ when type == typeof(bool) => "bool",
        _ when type == typeof(TimeSpan) => "secs",
        _ when type == typeof(Guid) => "uuid",
        _ => null,
    };
}
