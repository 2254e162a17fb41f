using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MgrPlatform.Plugins.Rest.Commands;
using MgrPlatform.Plugins.Rest.Server;

namespace MgrPlatform.Plugins.Rest.OpenApi;

/// <summary>Describes the routes and the commands as OpenAPI 3.1, from the same declarations that serve them.</summary>
internal static partial class OpenApiDocument
{
    public static JsonObject Of(IEnumerable<RestRoute> routes, IEnumerable<CommandDescription> commands, string title)
    {
        var paths = new JsonObject();
        foreach (var route in routes.Where(static route => !route.Path.Contains("**", StringComparison.Ordinal)))
        {
            Add(paths, Plain(route.Path), route.Method, Operation(route));
        }

        foreach (var command in commands.Where(static command => command.Prefix.Length > 0))
        {
            var path = $"{CommandRoutes.Root}/{command.Prefix.Replace(' ', '/')}";
            Add(paths, path, "POST", Operation(command, asBody: true));
            if (command.IsReadOnly)
            {
                Add(paths, path, "GET", Operation(command, asBody: false));
            }
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = title, ["version"] = "2" },
            ["security"] = new JsonArray(
                new JsonObject { ["username"] = new JsonArray(), ["apikey"] = new JsonArray() }, new JsonObject { ["bearer"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = Components(),
        };
    }

    private static JsonObject Components() => new()
    {
        ["securitySchemes"] = new JsonObject
        {
            ["username"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "X-Username" },
            ["apikey"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "X-Apikey" },
            ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "NAME:KEY" },
        },
        ["schemas"] = new JsonObject
        {
            ["Problem"] = JsonNode.Parse(
                """
                {"type": "object", "properties": {"type": {"type": "string"}, "title": {"type": "string"},
                 "status": {"type": "integer"}, "detail": {"type": "string"}, "errno": {"type": "integer"}}}
                """),
            ["CommandResult"] = JsonNode.Parse(
                """
                {"type": "object", "properties": {"retval": {"type": "integer"}, "output": {"description": "stdout, when it is JSON"},
                 "stdout": {"type": "string"}, "stderr": {"type": "string"}}}
                """),
        },
    };

    private static void Add(JsonObject paths, string path, string method, JsonObject operation)
    {
        if (paths[path] is not JsonObject item)
        {
            paths[path] = item = [];
        }

        item[method.ToLowerInvariant()] = operation;
    }

    private static JsonObject Operation(RestRoute route)
    {
        var parameters = new JsonArray();
        foreach (Match match in Parameter().Matches(route.Path))
        {
            parameters.Add(new JsonObject
            {
                ["name"] = match.Groups["name"].Value,
                ["in"] = "path",
                ["required"] = true,
                ["schema"] = new JsonObject { ["type"] = match.Groups["type"].Value == ":int" ? "integer" : "string" },
            });
        }

        foreach (var (name, description) in route.Query)
        {
            parameters.Add(new JsonObject
            {
                ["name"] = name, ["in"] = "query", ["description"] = description, ["schema"] = new JsonObject { ["type"] = "string" },
            });
        }

        var operation = new JsonObject { ["summary"] = route.Summary, ["parameters"] = parameters };
        AddBody(operation, route.Body?.DeepClone());
        operation["responses"] = Results(route.Status, null);
        return operation;
    }

    private static JsonObject Operation(CommandDescription command, bool asBody)
    {
        var operation = new JsonObject { ["summary"] = command.Help.Length > 0 ? command.Help : command.Prefix, ["tags"] = new JsonArray("command") };
        if (asBody)
        {
            var properties = new JsonObject(command.Arguments.Select(static argument => KeyValuePair.Create(argument.Name, (JsonNode?)argument.Schema())));
            var required = command.Arguments.Where(static argument => argument.IsRequired).Select(static argument => (JsonNode)argument.Name);
            AddBody(operation, new JsonObject
            {
                ["type"] = "object", ["properties"] = properties, ["required"] = new JsonArray([.. required]),
            });
        }
        else
        {
            operation["parameters"] = new JsonArray([.. command.Arguments.Select(static argument => (JsonNode)new JsonObject
            {
                ["name"] = argument.Name, ["in"] = "query", ["required"] = argument.IsRequired, ["schema"] = argument.Schema(),
            })]);
        }

        operation["responses"] = Results(200, "#/components/schemas/CommandResult");
        return operation;
    }

    private static void AddBody(JsonObject operation, JsonNode? schema)
    {
        if (schema is not null)
        {
            operation["requestBody"] = new JsonObject { ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schema } } };
        }
    }

    private static JsonObject Results(int status, string? schema) => new()
    {
        [status.ToString(CultureInfo.InvariantCulture)] = new JsonObject
        {
            ["description"] = status == 202 ? "accepted: follow the request" : "success",
            ["content"] = new JsonObject
            {
                ["application/json"] = new JsonObject { ["schema"] = schema is null ? new JsonObject() : new JsonObject { ["$ref"] = schema } },
            },
        },
        ["default"] = new JsonObject
        {
            ["description"] = "a sentence that says what to do",
            ["content"] = new JsonObject
            {
                ["application/problem+json"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/Problem" } },
            },
        },
    };

    private static string Plain(string path) => Parameter().Replace(path, "{${name}}");

    [GeneratedRegex(@"\{(?<name>\w+)(?<type>:int)?\}")]
    private static partial Regex Parameter();
}
