namespace MgrPlatform.Modules.Backend;

/// <summary>Whom a command is for: <c>mon</c>, <c>osd</c>, <c>mds</c> or <c>mgr</c>, and its id (empty: whoever serves).</summary>
public readonly record struct CommandTarget(string Type, string Id);
