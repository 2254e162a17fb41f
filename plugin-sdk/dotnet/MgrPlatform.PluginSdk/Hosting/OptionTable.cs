using System.Reflection;
using System.Text.Json.Nodes;

namespace MgrPlatform.PluginSdk.Hosting;

/// <summary>The properties of a module that are options: their declarations, and their values as they change.</summary>
internal sealed class OptionTable
{
    private readonly MgrModule _module;
    private readonly List<(string Name, PropertyInfo Property, ModuleOptionAttribute Attribute, object? Default)> _options = [];

    public OptionTable(MgrModule module)
    {
        _module = module;
        var properties = module.GetType().GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance);
        foreach (var property in properties)
        {
            if (property.GetCustomAttribute<ModuleOptionAttribute>() is not { } attribute)
            {
                continue;
            }

            var where = $"{property.DeclaringType?.Name}.{property.Name}";
            if (property.GetMethod is null || property.SetMethod is null)
            {
                throw new ModuleCallException(-ErrorCode.Invalid, $"{where} is an option and needs a getter and a setter (private ones will do).");
            }

            if (ValueConversion.OptionType(TypeOf(property)) is null)
            {
                throw new ModuleCallException(
                    -ErrorCode.Invalid, $"{where} has type {property.PropertyType.Name}, which no option can have; use string, bool, a number, TimeSpan, Guid or an enum.");
            }

            _options.Add((attribute.Name ?? SnakeCase.Of(property.Name), property, attribute, property.GetValue(module)));
        }
    }

    public JsonArray Declarations()
    {
        var list = new JsonArray();
        foreach (var (name, property, attribute, value) in _options)
        {
            var type = TypeOf(property);
            var allowed = attribute.Allowed.Length > 0 || !type.IsEnum ? attribute.Allowed : ValueConversion.EnumWords(type).Split('|');
            list.Add(new JsonObject
            {
                ["name"] = name,
                ["type"] = attribute.Type ?? ValueConversion.OptionType(type),
                ["default"] = PlainJson.From(value),
                ["desc"] = attribute.Description,
                ["long_desc"] = attribute.LongDescription,
                ["min"] = Bound(attribute.Min, type),
                ["max"] = Bound(attribute.Max, type),
                ["enum_allowed"] = Texts(allowed),
                ["tags"] = Texts(attribute.Tags),
                ["see_also"] = Texts(attribute.SeeAlso),
                ["runtime"] = attribute.Runtime,
            });
        }

        return list;
    }

    /// <summary>Gives every property its stored value, or its default when nothing (or nothing of its type) is stored.</summary>
    public IEnumerable<string> Apply(ModuleOptions stored)
    {
        var refused = new List<string>();
        foreach (var (name, property, declared, fallback) in _options)
        {
            var text = declared.Localized ? stored.Find(name) : stored.FindCommon(name);
            var value = fallback;
            if (text is not null && !ValueConversion.TryConvert(text, TypeOf(property), out value))
            {
                value = fallback;
                refused.Add($"option {name}: the stored value '{text}' is no {ValueConversion.OptionType(TypeOf(property))}; the default is used");
            }

            property.SetValue(_module, value);
        }

        return refused;
    }

    private static Type TypeOf(PropertyInfo property) => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

    private static JsonValue? Bound(double bound, Type type) => double.IsNaN(bound) ? null
        : type == typeof(double) || type == typeof(float) || type == typeof(TimeSpan) ? JsonValue.Create(bound)
        : JsonValue.Create((long)bound);

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(static text => (JsonNode)text)];
}
