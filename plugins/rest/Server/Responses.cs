using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace MgrPlatform.Plugins.Rest.Server;

/// <summary>Reads and writes JSON bodies without a serializer.</summary>
internal static class Responses
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task WriteAsync(HttpContext context, JsonNode? value, int status = StatusCodes.Status200OK) => WriteAsync(
        context,
        writer =>
        {
            if (value is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                value.WriteTo(writer);
            }
        },
        status,
        "application/json");

    public static Task WriteAsync(HttpContext context, JsonElement value) =>
        WriteAsync(context, value.WriteTo, StatusCodes.Status200OK, "application/json");

    public static Task WriteProblemAsync(HttpContext context, int status, string detail, int errno)
    {
        var problem = new JsonObject
        {
            ["type"] = "about:blank", ["title"] = ReasonPhrases.GetReasonPhrase(status), ["status"] = status, ["detail"] = detail,
        };
        if (errno != 0)
        {
            problem["errno"] = errno;
        }

        return WriteAsync(context, writer => problem.WriteTo(writer), status, "application/problem+json");
    }

    /// <summary>The body as an object; an empty body is an empty object.</summary>
    public static async Task<JsonObject> ReadObjectAsync(HttpContext context)
    {
        if (context.Request.ContentLength is 0)
        {
            return [];
        }

        try
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            return body.Length == 0
                ? []
                : JsonNode.Parse(body.GetBuffer().AsSpan(0, (int)body.Length)) as JsonObject
                    ?? throw ProblemException.BadRequest("the body must be a JSON object: {\"name\": value}");
        }
        catch (JsonException error)
        {
            throw ProblemException.BadRequest($"the body is not JSON: {error.Message}");
        }
    }

    private static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write, int status, string contentType)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.Headers.CacheControl = "no-store";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter, Writing);
        write(writer);
        await writer.FlushAsync(context.RequestAborted);
    }
}
