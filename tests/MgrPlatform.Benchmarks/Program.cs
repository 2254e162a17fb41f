using MgrPlatform.Benchmarks;
using MgrPlatform.Benchmarks.Ceph;
using MgrPlatform.Benchmarks.Commands;
using MgrPlatform.Benchmarks.Documents;
using MgrPlatform.Benchmarks.Endurance;
using MgrPlatform.Benchmarks.Failover;
using MgrPlatform.Benchmarks.Groups;
using MgrPlatform.Benchmarks.Lifecycle;
using MgrPlatform.Benchmarks.Load;
using MgrPlatform.Benchmarks.Maps;
using MgrPlatform.Benchmarks.Measuring;
using MgrPlatform.Benchmarks.Messenger;
using MgrPlatform.Benchmarks.Quorum;

if (args is [Crowd.Word, ..])
{
    return await Crowd.RunAsync(args);
}

Arguments arguments;
try
{
    arguments = Arguments.Parse(args);
}
catch (FormatException error)
{
    Console.Error.WriteLine(error.Message);
    return 22;
}

IBenchmark[] all =
[
    new CommandRoundTrip(), new AdminSocketRoundTrip(), new DocumentRead(), new ReloadTime(), new StartUp(), new IdleMemory(),
    new ManagerRoundTrip(), new WholeProcess(), new RealStatus(), new OsdMapDump(), new PgReports(), new MessengerThroughput(), new ConnectionSetUp(),
    new QuorumWrites(), new LeaderLoss(), new ManagerLoss(), new MonthOfEpochs(),
    new DaemonLoad(), new LongRun(),
];
if (arguments.IsHelp)
{
    Console.WriteLine(Arguments.Usage);
    Console.WriteLine($"\nBenchmarks: {string.Join(", ", all.Select(benchmark => benchmark.Name))}");
    return 0;
}

var chosen = all.Where(benchmark => arguments.Chooses(benchmark.Name) && !(benchmark.IsOnDemand && arguments.Filters.Count == 0)).ToArray();
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"no benchmark has such a name; there are {string.Join(", ", all.Select(benchmark => benchmark.Name))}");
    return 22;
}

#if DEBUG
Console.Error.WriteLine("This is a debug build: its figures say nothing. Use 'dotnet run -c Release'.");
#endif
var pace = new Pace(arguments.IsQuick);
var report = new Report(static line => Console.Error.WriteLine($"{line.Benchmark}: {line.Case} {line.P50:0.###} {line.Unit} {line.Verdict}"));
var failed = 0;
foreach (var benchmark in chosen)
{
    try
    {
        await benchmark.RunAsync(report, pace);
    }
    catch (Exception error) when (error is IOException or TimeoutException or InvalidOperationException or FormatException)
    {
        // One that breaks must not cost the figures of the others; the exit code tells of it.
        failed++;
        Console.Error.WriteLine(error);
        report.Skip(benchmark.Name, "", $"it failed: {error.Message}");
    }
}

MgrPlatform.Benchmarks.Measuring.Table.Print(report.Lines);
if (arguments.JsonFile is { } file)
{
    await report.SaveAsync(file, pace);
}

return failed > 0 ? 1 : 0;
