using System.Diagnostics;
using MgrPlatform.Modules.Services;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Modules.Runtimes.DotNet;

/// <summary>
/// Private copies of .NET plugins, one a run: a source plugin is built into one, a built plugin copied, so that overwriting files never
/// changes code under a running module. One build at a time.
/// </summary>
internal sealed class PluginBuilds(ModuleHostOptions options) : IDisposable
{
    private const long LargestPlugin = 512L * 1024 * 1024;
    private const int KeptCopies = 3;
    private static readonly TimeSpan BuildPatience = TimeSpan.FromMinutes(3);
    private readonly SemaphoreSlim _oneBuild = new(1);

    /// <summary>Makes the run's copy and returns the path of the plugin's assembly in it.</summary>
    public async Task<string> PrepareAsync(RunnerStart start, CancellationToken cancellationToken)
    {
        var plugin = start.Plugin;
        var copies = PrivateFolder.Ensure(Path.Combine(options.StateDirectory, "plugins", plugin.Name));
        RemoveOld(copies);
        var target = Path.Combine(copies, $"{Environment.ProcessId}-{start.Run}");
        var assembly = plugin.Manifest?.Entry is { } entry && entry.EndsWith(".dll", StringComparison.Ordinal) ? entry : $"{plugin.Name}.dll";
        if (FindProject(plugin.Folder) is { } project && !File.Exists(Path.Combine(plugin.Folder, assembly)))
        {
            if (!options.BuildSources)
            {
                throw new RunnerStartException(
                    $"{plugin.Folder} holds source, and this manager loads built plugins only; build it with 'dotnet publish' and give the output", isPermanent: true);
            }

            await BuildAsync(start, project, target, cancellationToken);
        }
        else
        {
            Copy(plugin.Folder, target);
        }

        var path = Path.Combine(target, assembly);
        return File.Exists(path)
            ? path
            : throw new RunnerStartException($"there is no {assembly} in {plugin.Folder}; the assembly must be named like the plugin, or 'entry' must name it", isPermanent: true);
    }

    public void Dispose() => _oneBuild.Dispose();

    private static string? FindProject(string folder)
    {
        var projects = Directory.GetFiles(folder, "*.csproj");
        return projects.Length switch
        {
            0 => null,
            1 => projects[0],
            _ => projects.FirstOrDefault(path => Path.GetFileNameWithoutExtension(path) == Path.GetFileName(folder)) ?? projects[0],
        };
    }

    private static void RemoveOld(string copies)
    {
        foreach (var folder in Directory.GetDirectories(copies).OrderByDescending(Directory.GetCreationTimeUtc).Skip(KeptCopies - 1))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Copy(string from, string to)
    {
        long copied = 0;
        foreach (var entry in Catalog.FolderFiles.Enumerate(from))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, entry.FullName));
            if (entry is FileInfo file)
            {
                copied += file.Length;
                if (copied > LargestPlugin)
                {
                    throw new RunnerStartException($"{from} is larger than {LargestPlugin >> 20} MiB: is it a plugin?", isPermanent: true);
                }

                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                file.CopyTo(target, overwrite: true);
            }
        }
    }

    private async Task BuildAsync(RunnerStart start, string project, string target, CancellationToken cancellationToken)
    {
        await _oneBuild.WaitAsync(cancellationToken);
        try
        {
            var watch = Stopwatch.StartNew();
            start.Log.Write(LogLevel.Information, "build", $"building {project}");
            var (code, errors) = await RunAsync(start, project, target, cancellationToken);
            if (code != 0)
            {
                throw new RunnerStartException($"it does not build: {(errors.Count == 0 ? $"dotnet build exited with {code}; see 'module logs {start.Plugin.Name}'" : string.Join(" | ", errors.Take(3)))}", isPermanent: true);
            }

            start.Log.Write(LogLevel.Information, "build", $"built in {watch.Elapsed.TotalSeconds:0.0} s");
        }
        finally
        {
            _oneBuild.Release();
        }
    }

    private async Task<(int Code, List<string> Errors)> RunAsync(RunnerStart start, string project, string target, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo(options.DotNet, ["build", project, "--nologo", "-v", "q", "-c", "Release", "-o", target])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = start.Plugin.Folder,
        };
        info.Environment["MGRP_SDK"] = Path.Combine(options.SdkDirectory, "dotnet");
        using var process = Process.Start(info) ?? throw new RunnerStartException($"{options.DotNet} was not started");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(BuildPatience);
        HashSet<string> errors = [];
        try
        {
            var noise = process.StandardError.ReadToEndAsync(deadline.Token);
            while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
            {
                if (line.Contains(": error ", StringComparison.Ordinal))
                {
                    errors.Add(line.Split(" [")[0].Trim());
                    start.Log.Write(LogLevel.Error, "build", line);
                }
            }

            await noise;
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new RunnerStartException($"its build took longer than {BuildPatience.TotalMinutes:0} minutes");
        }

        return (process.ExitCode, [.. errors]);
    }
}
