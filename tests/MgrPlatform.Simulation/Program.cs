using System.Diagnostics;
using System.Globalization;
using MgrPlatform.Consensus;
using MgrPlatform.Simulation.Bugs;

namespace MgrPlatform.Simulation;

/// <summary>
/// Runs seeds and prints what was found: <c>--seeds N --first N --minutes N --fault-interval SECONDS --bug NAME|all --stop --trace</c>.
/// </summary>
public static class Program
{
    public static int Main(string[] arguments)
    {
        var seeds = Number(arguments, "--seeds", 200);
        var first = (ulong)Number(arguments, "--first", 1);
        var options = new SimulationOptions
        {
            Duration = TimeSpan.FromMinutes(Number(arguments, "--minutes", 5)),
            FaultInterval = TimeSpan.FromSeconds(Number(arguments, "--fault-interval", 8)),
        };
        if (arguments.Contains("--trace"))
        {
            options = options with { Trace = Console.WriteLine };
        }

        return Word(arguments, "--bug") switch
        {
            null => RunSeeds(first, seeds, options, arguments.Contains("--stop")),
            "all" => FindBugs(PlantedBugs.All.Select(static bug => bug.Name), first, seeds, options),
            var name => FindBugs([name], first, seeds, options),
        };
    }

    private static int RunSeeds(ulong first, int seeds, SimulationOptions options, bool stops)
    {
        var watch = Stopwatch.StartNew();
        var processor = Process.GetCurrentProcess();
        var before = processor.TotalProcessorTime;
        double time = 0;
        long events = 0, operations = 0, commits = 0, faults = 0;
        var fewest = int.MaxValue;
        HashSet<Failpoint> failpoints = [];
        SortedDictionary<string, int> kinds = new(StringComparer.Ordinal);
        List<ulong> broken = [], quiet = [];
        for (var index = 0; index < seeds; index++)
        {
            var report = Simulator.Run(first + (ulong)index, options);
            time += report.VirtualTime.TotalSeconds;
            events += report.Events;
            operations += report.Operations;
            commits += report.Commits;
            faults += report.Faults;
            fewest = Math.Min(fewest, report.Faults);
            failpoints.UnionWith(report.Failpoints);
            if (report.Faults < options.LeastFaults && report.Violation is null)
            {
                quiet.Add(report.Seed);
                Console.WriteLine($"seed {report.Seed}: {report.Faults} faults, and {options.LeastFaults} are asked for");
            }

            foreach (var (kind, count) in report.FaultKinds)
            {
                kinds[kind] = kinds.GetValueOrDefault(kind) + count;
            }

            if (report.Violation is { } violation)
            {
                broken.Add(report.Seed);
                Console.WriteLine($"seed {report.Seed}: {violation}");
                if (stops)
                {
                    break;
                }
            }
            else if ((index + 1) % 500 == 0)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"  {index + 1} seeds, {time / watch.Elapsed.TotalSeconds:F0} virtual s a second"));
            }
        }

        processor.Refresh();
        var used = (processor.TotalProcessorTime - before).TotalSeconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{seeds} seeds from {first}: {broken.Count} broken, {quiet.Count} with fewer than {options.LeastFaults} faults; "
            + $"{time / 3600:F1} virtual hours in {watch.Elapsed.TotalSeconds:F0} s "
            + $"({used:F0} s of processor, {time / used:F0} virtual s a core-second); "
            + $"{events} events, {operations} operations, {commits} commits; "
            + $"{(double)faults / seeds:F1} faults a seed, at least {fewest}; "
            + $"{failpoints.Count} of {Enum.GetValues<Failpoint>().Length - 1} failpoints"));
        Console.WriteLine(string.Join(", ", kinds.Select(static kind => $"{kind.Key} {kind.Value}")));
        return broken.Count + quiet.Count == 0 ? 0 : 1;
    }

    private static int FindBugs(IEnumerable<string> names, ulong first, int seeds, SimulationOptions options)
    {
        var missed = 0;
        foreach (var bug in names.Select(PlantedBugs.Find))
        {
            var found = PlantedBugs.Seek(bug, first, seeds, options);
            missed += found is null ? 1 : 0;
            Console.WriteLine(found is null
                ? $"{bug.Name}: NOT found in {seeds} seeds"
                : $"{bug.Name}: {found.Seed - first + 1} seeds; {found.Violation}");
        }

        return missed == 0 ? 0 : 1;
    }

    private static int Number(string[] arguments, string name, int otherwise) =>
        Word(arguments, name) is { } word ? int.Parse(word, CultureInfo.InvariantCulture) : otherwise;

    private static string? Word(string[] arguments, string name)
    {
        var index = Array.IndexOf(arguments, name);
        return index >= 0 && index + 1 < arguments.Length ? arguments[index + 1] : null;
    }
}
