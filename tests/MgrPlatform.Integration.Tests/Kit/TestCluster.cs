using System.Text;
using System.Text.Json.Nodes;
using MgrPlatform.DevCluster;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Lifecycle;
using MgrPlatform.TestKit;
using MgrPlatform.TestKit.Hosting;
using MgrPlatform.TestKit.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Integration.Tests.Kit;

/// <summary>A host on the recorded cluster with real children in a folder of its own that is gone afterwards.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private TestCluster(string folder, RecordedHost dev)
    {
        Folder = folder;
        Dev = dev;
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public string Folder { get; }

    /// <summary>A plugin path of the cluster, empty unless the test fills it.</summary>
    public string Plugins => Path.Combine(Folder, "plugins");

    public RecordedHost Dev { get; }

    /// <summary>Starts a cluster and waits until its modules have settled.</summary>
    /// <param name="adjust">Changes the options; the defaults hold the first moment.</param>
    /// <param name="prepare">Fills the plugin path first.</param>
    public static async Task<TestCluster> StartAsync(
        Func<RecordedHostOptions, RecordedHostOptions>? adjust = null, Action<string>? prepare = null)
    {
        var folder = Directory.CreateTempSubdirectory("mgrp-test-").FullName;
        var options = new RecordedHostOptions
        {
            Directory = Path.Combine(folder, ".mgrp"), Moment = "m1", PluginPaths = [Path.Combine(folder, "plugins")],
        };
        Directory.CreateDirectory(options.PluginPaths[0], Private);
        prepare?.Invoke(options.PluginPaths[0]);
        var dev = await RecordedHost.StartAsync(adjust?.Invoke(options) ?? options, NullLoggerFactory.Instance, Cancelled);
        var cluster = new TestCluster(folder, dev);
        await dev.WhenSettledAsync(Cancelled).WaitAsync(Eventually.Limit, Cancelled);
        return cluster;
    }

    /// <summary>Sends words as <c>mgrp ceph</c> does, without a process.</summary>
    public async Task<CommandResult> SayAsync(string words, string input = "")
    {
        var binding = ArgumentBinder.Bind(Dev.Commands, words.Split(' '));
        return binding.IsBound
            ? await Dev.ExecuteAsync(new CommandRequest(binding.Command!, Encoding.UTF8.GetBytes(input), CommandCaller.Local), Cancelled)
            : binding.Failure;
    }

    /// <summary>The output of words that must succeed.</summary>
    public async Task<string> AskAsync(string words, string input = "")
    {
        var result = await SayAsync(words, input);
        Assert.True(result.IsSuccess, $"{words}: {result.Code} {result.Status}\n{result.OutputText}");
        return result.OutputText;
    }

    public async Task<JsonNode> JsonAsync(string words) => JsonNode.Parse(await AskAsync($"{words} --format json"))!;

    /// <summary>Repeats words until their answer is right.</summary>
    public Task<CommandResult> UntilAsync(string words, Func<CommandResult, bool> isRight, string what) =>
        Eventually.SeeAsync(() => SayAsync(words), isRight, what, TestContext.Current.CancellationToken);

    public Task<CommandResult> UntilTextAsync(string words, string text) =>
        UntilAsync(words, result => Tells(result, text), $"'{words}' tells '{text}'");

    public Task<CommandResult> UntilNotTextAsync(string words, string text) =>
        UntilAsync(words, result => !Tells(result, text), $"'{words}' tells '{text}' no more");

    /// <summary>A module's line of <c>module ls</c>.</summary>
    public async Task<string> RowAsync(string module) =>
        Assert.Single((await AskAsync("module ls")).Split('\n'), line => line.StartsWith(module, StringComparison.Ordinal));

    public ModuleStatus Module(string name) => Dev.Host.Modules.Single(module => module.Name == name);

    /// <summary>Enables a module and waits until it answers; the failure shows its log.</summary>
    public async Task EnableAsync(string name)
    {
        await AskAsync($"mgr module enable {name}");
        await UntilAsync(name, status => status.State == ModuleState.Running, "running");
    }

    /// <summary>Sets a module's option; the monitors learn of the options of a module a moment after it runs.</summary>
    public Task SetOptionAsync(string module, string name, object value) => UntilAsync(
        $"config set mgr mgr/{module}/{name} {value}", result => result.IsSuccess, $"option {name} of {module} is known and set");

    public async Task<ModuleStatus> UntilAsync(string name, Func<ModuleStatus, bool> isRight, string what)
    {
        try
        {
            return (await Eventually.SeeAsync(
                () => Dev.Host.Modules.SingleOrDefault(module => module.Name == name),
                status => status is not null && isRight(status), $"{name} is {what}", TestContext.Current.CancellationToken))!;
        }
        catch (TimeoutException error)
        {
            var log = await SayAsync($"module logs {name}");
            throw new TimeoutException($"{error.Message}\n{log.OutputText}", error);
        }
    }

    /// <summary><c>mgrp ceph WORDS…</c> in the cluster's folder, as a process.</summary>
    public Task<ToolRun> MgrpCephAsync(params string[] words) => Mgrp.RunAsync(Folder, ["ceph", .. words]);

    public void WriteFile(string plugin, string file, string text) => TestModuleHost.WriteFile(Plugins, plugin, file, text);

    /// <summary>Changes a text in a plugin's file, in one step.</summary>
    public void Edit(string plugin, string file, string from, string to)
    {
        var text = File.ReadAllText(Path.Combine(Plugins, plugin, file));
        Assert.Contains(from, text, StringComparison.Ordinal);
        WriteFile(plugin, file, text.Replace(from, to, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await Dev.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static bool Tells(CommandResult result, string text) =>
        (result.OutputText + result.Status).Contains(text, StringComparison.Ordinal);
}
