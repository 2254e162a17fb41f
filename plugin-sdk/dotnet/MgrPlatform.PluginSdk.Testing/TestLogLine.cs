namespace MgrPlatform.PluginSdk.Testing;

/// <summary>A line that the module has logged.</summary>
/// <param name="Level"><c>debug</c>, <c>info</c>, <c>warning</c>, <c>error</c> or <c>critical</c>.</param>
/// <param name="Name">The logger's name.</param>
/// <param name="Message">The text, with the exception below it when there was one.</param>
public sealed record TestLogLine(string Level, string Name, string Message);
