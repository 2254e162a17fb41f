using MgrPlatform.PluginSdk.Runner;

// The child process in which one .NET module lives. Everything it needs is in its environment: plugin-sdk/protocol/README.md, section 1.
var settings = RunnerSettings.FromEnvironment();
if (settings is null)
{
    Console.Error.WriteLine(
        "This program runs one module for a manager, which starts it with MGRP_SOCKET, MGRP_TOKEN, MGRP_MODULE and MGRP_PATH set. "
        + "To start it by hand, take these four from: mgrp ceph module attach NAME");
    return 2;
}

return RunnerProcess.Run(settings);
