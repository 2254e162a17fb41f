namespace MgrPlatform.Monitor.Sessions;

/// <summary>The way back for an answer to a forwarded request.</summary>
/// <param name="Address">Of the monitor whose client it is.</param>
/// <param name="ForwardId">That monitor's number for it.</param>
public sealed record ForwardRoute(string Address, ulong ForwardId);
