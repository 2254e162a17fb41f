namespace MgrPlatform.Monitor.Commands;

/// <summary>One argument as declared: <c>name=val,type=CephString,n=N,req=false</c>.</summary>
/// <param name="Fields">All fields by their names, in the order of their bytes.</param>
public sealed record CommandParameter(string Name, IReadOnlyDictionary<string, string> Fields);
