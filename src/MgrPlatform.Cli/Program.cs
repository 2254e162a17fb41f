using MgrPlatform.Cli;

return await CommandLine.RunAsync(args);
