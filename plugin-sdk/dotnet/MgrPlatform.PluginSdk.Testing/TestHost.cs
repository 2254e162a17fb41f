namespace MgrPlatform.PluginSdk.Testing;

/// <summary>Starts modules for unit tests.</summary>
public static class TestHost
{
    /// <summary>Constructs a module, initializes it and lets it serve, as the manager does.</summary>
    /// <param name="setup">Describes the cluster and the stored settings that it finds.</param>
    /// <exception cref="ModuleCallException">The module failed to load.</exception>
    public static Task<TestHost<TModule>> StartAsync<TModule>(Action<TestHostSetup>? setup = null)
        where TModule : MgrModule, new() => TestHost<TModule>.StartAsync(setup);
}
