using System.Text.Json;

namespace MgrPlatform.CephTool.Answers;

/// <summary>Prints a JSON answer through a template of <c>-f template=…</c>.</summary>
/// <exception cref="CommandLineException">The template does not work.</exception>
public delegate string TemplateRenderer(string template, JsonElement answer);
