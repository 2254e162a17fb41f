using MgrPlatform.CephTool;
using MgrPlatform.Cli.Native;

return SmallTool.Answers(args) ? await SmallTool.RunAsync(args) : WholeProgram.Become(args);
