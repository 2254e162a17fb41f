using System.Collections.Immutable;

namespace MgrPlatform.Modules.Runtimes.Child;

/// <summary>The command line of a runner, and what its language needs in the environment.</summary>
/// <param name="Program">An interpreter's name or path.</param>
/// <param name="Entry">What <c>initialize</c> names as the file to load; null: the runner knows.</param>
/// <param name="CanDumpStacks">SIGUSR1 makes the runner write its stacks to stderr.</param>
public sealed record LaunchPlan(
    string Program,
    ImmutableArray<string> Arguments,
    ImmutableDictionary<string, string> Environment,
    string? Entry,
    bool CanDumpStacks);
