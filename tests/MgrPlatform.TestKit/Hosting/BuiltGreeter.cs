using System.Diagnostics;

namespace MgrPlatform.TestKit.Hosting;

/// <summary>A .NET greeter as production has it: built, without its source. Each version is built once.</summary>
public static class BuiltGreeter
{
    /// <summary>Builds a version of a test module; returns the folder with the assembly.</summary>
    /// <param name="sdk">The folder with the SDK of .NET; by default the one beside the tests.</param>
    /// <exception cref="InvalidOperationException">It does not build; the message has what was said.</exception>
    public static async Task<string> BuildAsync(string module, string version, string? sdk = null)
    {
        var source = Directory.CreateTempSubdirectory("mgrp-build-").FullName;
        TestModules.Copy(module, source);
        var folder = Path.Combine(source, module);
        var code = Path.Combine(folder, "Greeter.cs");
        await File.WriteAllTextAsync(code, (await File.ReadAllTextAsync(code)).Replace("\"v1\"", $"\"{version}\"", StringComparison.Ordinal));
        var output = Path.Combine(source, "built");
        var info = new ProcessStartInfo("dotnet", ["build", folder, "--nologo", "-v", "q", "-c", "Release", "-o", output]) { RedirectStandardOutput = true };
        info.Environment["MGRP_SDK"] = sdk ?? Path.Combine(AppContext.BaseDirectory, "sdk", "dotnet");
        using var process = Process.Start(info)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException(said);
    }

    /// <summary>Puts a built version into the plugin folder; the manifest comes with the first.</summary>
    public static void Install(string built, string module, string plugins)
    {
        var target = Path.Combine(plugins, module);
        Directory.CreateDirectory(target);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "modules", module, "plugin.json"), Path.Combine(target, "plugin.json"), overwrite: true);
        foreach (var file in Directory.GetFiles(built))
        {
            var path = Path.Combine(target, Path.GetFileName(file));
            File.Copy(file, path + "~", overwrite: true);
            File.Move(path + "~", path, overwrite: true);
        }
    }
}
