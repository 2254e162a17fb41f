using System.Text;
using System.Text.Json;

namespace MgrPlatform.CephTool.Answers;

/// <summary>What <c>-f</c> asks for: what the cluster is asked to answer in, and what becomes of its answer here.</summary>
/// <param name="Requested">The <c>format</c> sent with the command, or null when the command decides.</param>
/// <param name="Rendering">What is done with the answer before it is printed.</param>
/// <param name="Template">The Handlebars text of <see cref="AnswerRendering.Template"/>.</param>
public sealed record AnswerFormat(string? Requested, AnswerRendering Rendering, string Template = "")
{
    private const string TemplatePrefix = "template=";

    /// <summary>Fills in <see cref="Template"/>.</summary>
    private TemplateRenderer? Templates { get; init; }

    /// <param name="text">The value of <c>-f</c>: <c>json</c>, <c>yaml</c>, <c>template={{status}}</c>, <c>template=@file</c>.</param>
    /// <param name="templates">Null where nobody asks for any.</param>
    /// <exception cref="CommandLineException">No such format, or the template's file cannot be read.</exception>
    public static AnswerFormat Parse(string? text, TemplateRenderer? templates)
    {
        if (text is not null && text.StartsWith(TemplatePrefix, StringComparison.Ordinal))
        {
            return new AnswerFormat("json", AnswerRendering.Template, ReadTemplate(text[TemplatePrefix.Length..])) { Templates = templates };
        }

        return text switch
        {
            null => new AnswerFormat(null, AnswerRendering.AsIs),
            "plain" or "json" or "json-pretty" => new AnswerFormat(text, AnswerRendering.AsIs),
            "yaml" => new AnswerFormat("json", AnswerRendering.Yaml),
            _ => throw new CommandLineException(
                $"ceph: no format '{text}'; use json, json-pretty, yaml, plain or template='{{{{key}}}}'"),
        };
    }

    /// <summary>Makes of an answer what is to be printed.</summary>
    /// <param name="note">A line for stderr, or empty.</param>
    /// <exception cref="CommandLineException">The template does not work.</exception>
    internal ReadOnlyMemory<byte> Render(ReadOnlyMemory<byte> output, out string note)
    {
        note = "";
        if (Rendering == AnswerRendering.AsIs || output.IsEmpty)
        {
            return output;
        }

        try
        {
            using var answer = JsonDocument.Parse(output);
            return Encoding.UTF8.GetBytes(
                Rendering == AnswerRendering.Yaml ? YamlAnswer.Render(answer.RootElement) : Templates!(Template, answer.RootElement));
        }
        catch (JsonException)
        {
            note = "mgrp: this command does not answer in JSON; its answer is printed as it came";
            return output;
        }
    }

    private static string ReadTemplate(string text)
    {
        if (!text.StartsWith('@'))
        {
            return text;
        }

        try
        {
            return File.ReadAllText(text[1..]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandLineException($"ceph: the template cannot be read: {error.Message}");
        }
    }
}
