namespace MgrPlatform.Benchmarks.Measuring;

/// <summary>One measure of the whole system.</summary>
internal interface IBenchmark
{
    /// <summary>What a filter on the command line is compared with.</summary>
    string Name { get; }

    Task RunAsync(Report report, Pace pace);
}
