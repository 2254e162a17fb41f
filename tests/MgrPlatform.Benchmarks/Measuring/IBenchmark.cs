namespace MgrPlatform.Benchmarks.Measuring;

/// <summary>One measure of the whole system.</summary>
internal interface IBenchmark
{
    /// <summary>What a filter on the command line is compared with.</summary>
    string Name { get; }

    /// <summary>It takes so long that it runs only when its name is asked for.</summary>
    bool IsOnDemand => false;

    Task RunAsync(Report report, Pace pace);
}
