namespace MgrPlatform.Modules.Backend;

/// <summary>Long work of a module, shown by <c>ceph -s</c>.</summary>
/// <param name="Fraction">From 0 to 1.</param>
public sealed record ProgressEvent(string Owner, string Id, string Message, double Fraction, bool AddToCephStatus);
