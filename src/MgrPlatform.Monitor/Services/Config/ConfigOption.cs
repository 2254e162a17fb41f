namespace MgrPlatform.Monitor.Services.Config;

/// <summary>An option that daemons know.</summary>
/// <param name="Type">Ceph's word: <c>int</c>, <c>secs</c>, <c>str</c> …</param>
/// <param name="CanUpdate">It may change while a daemon runs.</param>
/// <param name="Choices">Empty for any value of the type.</param>
public sealed record ConfigOption(string Name, string Type, string Level, bool CanUpdate, string Default, IReadOnlyList<string> Choices);
