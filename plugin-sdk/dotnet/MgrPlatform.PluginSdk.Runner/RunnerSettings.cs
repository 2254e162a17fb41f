namespace MgrPlatform.PluginSdk.Runner;

/// <summary>What the host tells a child through its environment.</summary>
internal sealed record RunnerSettings(string SocketPath, string Token, string Module, string PluginPath)
{
    /// <summary>Reads the four variables; null when one is missing. The token is gone from the environment afterwards.</summary>
    public static RunnerSettings? FromEnvironment()
    {
        var socket = Environment.GetEnvironmentVariable("MGRP_SOCKET");
        var token = Environment.GetEnvironmentVariable("MGRP_TOKEN");
        var module = Environment.GetEnvironmentVariable("MGRP_MODULE");
        var path = Environment.GetEnvironmentVariable("MGRP_PATH");
        Environment.SetEnvironmentVariable("MGRP_TOKEN", null);
        return socket is null || token is null || module is null || path is null ? null : new RunnerSettings(socket, token, module, path);
    }
}
