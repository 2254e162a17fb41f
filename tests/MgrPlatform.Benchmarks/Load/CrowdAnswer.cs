namespace MgrPlatform.Benchmarks.Load;

/// <summary>What a crowd says when it has done what it was told.</summary>
/// <param name="Sent">Reports that it has sent since it began.</param>
/// <param name="Refused">Connections that were closed before they were let in, and tried again.</param>
internal sealed record CrowdAnswer(long Sent, double Milliseconds, double PerfP50, double PerfP99, int Refused = 0);
