using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.PluginSdk.Hosting;

namespace MgrPlatform.PluginSdk.Tests;

/// <summary>The promise that "isolation": "host" rests on: nothing of the SDK keeps a module's types alive.</summary>
public sealed class UnloadTests
{
    [Fact]
    public async Task A_context_is_gone_after_its_module_has_used_all_of_the_SDK()
    {
        var contexts = new List<WeakReference>();
        for (var i = 0; i < 5; i++)
        {
            contexts.Add(await UseAsync());
        }

        await Task.Yield(); // Away from the stack of UseAsync, whose frame still knows the last context.

        for (var i = 0; i < 20 && contexts.Any(static context => context.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.DoesNotContain(contexts, static context => context.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> UseAsync()
    {
        var context = new AssemblyLoadContext("module", isCollectible: true);
        var channel = new Channel();
        await using (var instance = ModuleInstance.Create(Load(context), channel))
        {
            var declared = await AskAsync(instance, "initialize", """{"module": "sample", "mgr_id": "x", "options": {}, "store": {}}""");
            Assert.NotEmpty(declared["commands"]!.AsArray());
            await AskAsync(instance, "start", "{}");
            await AskAsync(instance, "command", """{"cmd": {"prefix": "sum", "numbers": [1, 2], "factor": 1}}""");
            var dug = await AskAsync(instance, "command", """{"cmd": {"prefix": "dig", "depth": "very_deep", "now": true, "format": "yaml"}}""");
            Assert.Equal(0, (int)dug["retval"]!);
            await AskAsync(instance, "command", """{"cmd": {"prefix": "crash"}}""");
            await AskAsync(instance, "command", """{"cmd": {"prefix": "osd count"}}""");
            await AskAsync(instance, "remote", """{"method": "echo", "args": [{"a": 1}, 2], "kwargs": {}}""");
            await AskAsync(instance, "notify", """{"type": "osd_map", "id": "", "version": 1}""");
            instance.HandleNotification("options", JsonElement.Parse("""{"set": {"place": "moon"}, "removed": []}"""));
            await AskAsync(instance, "command", """{"cmd": {"prefix": "when changed"}}""");
            await AskAsync(instance, "shutdown", """{"deadline_ms": 5000}""");
        }

        context.Unload();
        return new WeakReference(context);
    }

    private static System.Reflection.Assembly Load(AssemblyLoadContext context)
    {
        using var code = new MemoryStream(File.ReadAllBytes(typeof(Sample).Assembly.Location));
        return context.LoadFromStream(code);
    }

    private static async Task<JsonObject> AskAsync(ModuleInstance instance, string method, string parameters)
    {
        var limit = TimeSpan.FromSeconds(30);
        return (await instance.HandleAsync(method, JsonElement.Parse(parameters), CancellationToken.None).AsTask().WaitAsync(limit))!;
    }

    private sealed class Channel : IHostChannel
    {
        public ValueTask<JsonElement> CallAsync(string method, JsonObject parameters, CancellationToken cancellationToken) =>
            ValueTask.FromResult(JsonElement.Parse(method == "get" ? """{"version": 1, "value": {"osds": [1]}}""" : "{}"));

        public void Notify(string method, JsonObject parameters)
        {
        }
    }
}
