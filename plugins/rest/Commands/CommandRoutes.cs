using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.PluginSdk;
using MgrPlatform.Plugins.Rest.Routes;
using MgrPlatform.Plugins.Rest.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MgrPlatform.Plugins.Rest.Commands;

/// <summary>Every command of every module: its words are the path, its arguments the query or the body.</summary>
internal static class CommandRoutes
{
    public const string Root = RouteScope.Root + "/command";

    public static IEnumerable<RestRoute> Of(CommandCatalog catalog, ModuleHost host)
    {
        yield return new RestRoute("GET", Root, "All commands of the manager's modules; with ?prefix= runs one that only reads", async context =>
        {
            if (context.Request.Query["prefix"].ToString() is { Length: > 0 } prefix)
            {
                await RunAsync(catalog, host, context, prefix);
                return;
            }

            var commands = await catalog.ListAsync(context.RequestAborted);
            await Responses.WriteAsync(context, new JsonArray([.. commands.Select(ToJson)]));
        })
        {
            Query = new Dictionary<string, string> { ["prefix"] = "the words of a command to run; its arguments are further parameters" },
        };
        yield return new RestRoute("POST", Root, "Run a command; its words are \"prefix\" in the body, or in the query", async context =>
            await RunAsync(catalog, host, context, context.Request.Query["prefix"].ToString()))
        {
            Body = Schemas.Object([], ("prefix", "string", "the command's words")),
        };
        foreach (var method in (string[])["GET", "POST"])
        {
            yield return new RestRoute(
                method, Root + "/{**words}", method == "GET" ? "Run a command that only reads" : "Run a command; its arguments are the body",
                async context => await RunAsync(catalog, host, context, ((string)context.GetRouteValue("words")!).Trim('/').Replace('/', ' ')));
        }
    }

    private static JsonObject ToJson(CommandDescription command) => new()
    {
        ["prefix"] = command.Prefix,
        ["path"] = $"{Root}/{command.Prefix.Replace(' ', '/')}",
        ["help"] = command.Help,
        ["perm"] = command.Permission,
        ["arguments"] = new JsonArray([.. command.Arguments.Select(static argument => (JsonNode)new JsonObject
        {
            ["name"] = argument.Name, ["type"] = argument.Type, ["required"] = argument.IsRequired, ["schema"] = argument.Schema(),
        })]),
    };

    private static async Task RunAsync(CommandCatalog catalog, ModuleHost host, HttpContext context, string prefix)
    {
        var isPost = HttpMethods.IsPost(context.Request.Method);
        var map = isPost ? await Responses.ReadObjectAsync(context) : [];
        prefix = prefix.Length > 0 ? prefix : map.Text("prefix") ?? throw ProblemException.BadRequest(
            "say which command: {\"prefix\": \"fs status\"}, or POST /api/v2/command/fs/status");
        var command = await catalog.FindAsync(prefix, context.RequestAborted);
        if (!isPost && !command.IsReadOnly)
        {
            context.Response.Headers.Allow = "POST";
            throw new ProblemException(StatusCodes.Status405MethodNotAllowed, $"'{prefix}' changes something: use POST");
        }

        AddQuery(map, command, context.Request.Query);
        map["prefix"] = prefix;
        map["format"] ??= "json";
        var input = map.Text("inbuf") ?? "";
        map.Remove("inbuf");
        var reply = await host.SendCommandAsync(CephTarget.Mgr, map, context.RequestAborted, input);
        if (!reply.IsSuccess)
        {
            throw new ProblemException(HttpStatus.OfErrno(reply.Code), reply.Status.Length > 0 ? reply.Status : $"'{prefix}' failed", reply.Code);
        }

        await Responses.WriteAsync(context, new JsonObject
        {
            ["retval"] = reply.Code, ["output"] = Parsed(reply.Output), ["stdout"] = reply.Output, ["stderr"] = reply.Status,
        });
    }

    /// <summary>Query parameters are text; the host converts them by the command's declaration.</summary>
    private static void AddQuery(JsonObject map, CommandDescription command, IQueryCollection query)
    {
        foreach (var (name, values) in query)
        {
            if (name == "prefix")
            {
                continue;
            }

            var argument = command.Arguments.FirstOrDefault(argument => argument.Name == name);
            map[name] = argument?.IsList == true
                ? new JsonArray([.. values.Select(static value => (JsonNode?)value)])
                : values.ToString();
        }
    }

    private static JsonNode? Parsed(string output)
    {
        if (output.Length == 0 || output.TrimStart() is not ['{' or '[', ..])
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(output);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
