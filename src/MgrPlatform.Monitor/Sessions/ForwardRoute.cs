namespace MgrPlatform.Monitor.Sessions;

/// <summary>The way back for an answer to a forwarded request.</summary>
/// <param name="Monitor">The name of the monitor whose client it is.</param>
/// <param name="ForwardId">That monitor's number for it.</param>
public sealed record ForwardRoute(string Monitor, ulong ForwardId);
