namespace MgrPlatform.Manager.Tests;

/// <summary>Tests that measure the memory of the whole process: no others run meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MemoryCollection
{
    public const string Name = "memory";
}
