using System.Text.Json.Nodes;

namespace MgrPlatform.PluginSdk.Testing;

/// <summary>The cluster and the stored settings that a module finds when it starts.</summary>
public sealed class TestHostSetup
{
    /// <summary>Documents as JSON text, by name: <c>Documents["health"] = """{"status": "HEALTH_OK"}"""</c>.</summary>
    public IDictionary<string, string> Documents { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Stored options of the module, as text.</summary>
    public IDictionary<string, string> Options { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The module's key-value pairs.</summary>
    public IDictionary<string, string> Store { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Ceph's own options, by name.</summary>
    public IDictionary<string, JsonNode> CephOptions { get; } = new Dictionary<string, JsonNode>(StringComparer.Ordinal);

    /// <summary>Daemons' metadata as JSON text, by <c>osd.0</c>.</summary>
    public IDictionary<string, string> Metadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The machines with their daemons, as JSON text: a list.</summary>
    public string Servers { get; set; } = "[]";

    /// <summary>What <c>GetCountersAsync</c> reads, as JSON text.</summary>
    public string Counters { get; set; } = "{}";

    /// <summary>Answers commands that the module sends. Without it every command fails with -22.</summary>
    public Func<CephTarget, JsonObject, CommandReply>? AnswerCommand { get; set; }

    /// <summary>Answers calls to other modules: module, method, arguments. Without it there are no other modules.</summary>
    public Func<string, string, JsonArray, JsonNode?>? AnswerRemote { get; set; }

    /// <summary>Methods of the runner protocol (<c>set_store</c>, <c>send_command</c> …) that the manifest is to deny: the call then fails with -13.</summary>
    public ISet<string> Denied { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The module's name.</summary>
    public string ModuleName { get; set; } = "module_under_test";

    /// <summary>The clock that the module sees.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;
}
