using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MgrPlatform.PluginSdk.Hosting;

/// <summary>
/// Turns what a module returns into JSON by plain reflection. JsonSerializer must not see a plugin's types: it keeps
/// them in static caches, and a module inside the host could then never be unloaded.
/// </summary>
internal static class PlainJson
{
    private const int MaxDepth = 64;

    public static JsonNode? From(object? value) => From(value, 0);

    private static JsonNode? From(object? value, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new InvalidOperationException($"the result is nested deeper than {MaxDepth} levels; does an object contain itself?");
        }

        return value switch
        {
            null => null,
            JsonNode node => node.Parent is null ? node : node.DeepClone(),
            JsonElement { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null } => null,
            JsonElement { ValueKind: JsonValueKind.Object } element => JsonObject.Create(element),
            JsonElement { ValueKind: JsonValueKind.Array } element => JsonArray.Create(element),
            JsonElement element => JsonValue.Create(element),
            JsonDocument document => From(document.RootElement, depth),
            string text => JsonValue.Create(text),
            bool flag => JsonValue.Create(flag),
            char letter => JsonValue.Create(letter.ToString()),
            byte number => JsonValue.Create(number),
            sbyte number => JsonValue.Create(number),
            short number => JsonValue.Create(number),
            ushort number => JsonValue.Create(number),
            int number => JsonValue.Create(number),
            uint number => JsonValue.Create(number),
            long number => JsonValue.Create(number),
            ulong number => JsonValue.Create(number),
            float number => Finite(number),
            double number => Finite(number),
            decimal number => JsonValue.Create(number),
            Enum word => JsonValue.Create(SnakeCase.Of(word.ToString())),
            DateTimeOffset time => JsonValue.Create(time.ToString("O", CultureInfo.InvariantCulture)),
            DateTime time => JsonValue.Create(time.ToString("O", CultureInfo.InvariantCulture)),
            TimeSpan span => JsonValue.Create(span.TotalSeconds),
            Guid or Uri or Version or System.Net.IPAddress or DateOnly or TimeOnly => JsonValue.Create(
                Convert.ToString(value, CultureInfo.InvariantCulture)),
            byte[] bytes => JsonValue.Create(Convert.ToBase64String(bytes)),
            IDictionary map => FromMap(map, depth),
            IEnumerable list => FromList(list, depth),
            _ => FromObject(value, depth),
        };
    }

    private static JsonValue Finite(double number) =>
        double.IsFinite(number) ? JsonValue.Create(number) : JsonValue.Create(number.ToString(CultureInfo.InvariantCulture));

    private static JsonObject FromMap(IDictionary map, int depth)
    {
        var result = new JsonObject();
        foreach (DictionaryEntry pair in map)
        {
            result[Key(pair.Key)] = From(pair.Value, depth + 1);
        }

        return result;
    }

    private static JsonNode FromList(IEnumerable list, int depth)
    {
        // A read-only dictionary is a list of pairs too, and means a map.
        var pairType = list.GetType().GetInterfaces()
            .Where(static type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
            .Select(static type => typeof(KeyValuePair<,>).MakeGenericType(type.GetGenericArguments()))
            .FirstOrDefault();
        if (pairType is null)
        {
            var items = new JsonArray();
            foreach (var item in list)
            {
                items.Add(From(item, depth + 1));
            }

            return items;
        }

        var key = pairType.GetProperty("Key")!;
        var value = pairType.GetProperty("Value")!;
        var map = new JsonObject();
        foreach (var pair in list)
        {
            map[Key(key.GetValue(pair))] = From(value.GetValue(pair), depth + 1);
        }

        return map;
    }

    private static JsonObject FromObject(object value, int depth)
    {
        var result = new JsonObject();
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetMethod is not { IsPublic: true } || property.GetIndexParameters().Length > 0
                || property.IsDefined(typeof(JsonIgnoreAttribute)))
            {
                continue;
            }

            var name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? SnakeCase.Of(property.Name);
            result[name] = From(property.GetValue(value), depth + 1);
        }

        return result;
    }

    private static string Key(object? key) => Convert.ToString(key, CultureInfo.InvariantCulture) ?? "";
}
