using System.Collections.Concurrent;
using System.Text;
using MgrPlatform.Modules.AdminSocket;
using MgrPlatform.Modules.Commands;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Cli.Tests.Ceph;

/// <summary>A cluster of a few words behind a real admin socket, where <c>mgrp ceph</c> looks for one.</summary>
internal sealed class SocketCluster : IAsyncDisposable
{
    private static readonly CommandTable Commands = CommandTable.Empty.With("test",
    [
        new("status", "Show the status", "r"),
        new("fs status name=fs,type=CephString,req=false", "Show file systems", "r"),
        new("osd pool create name=pool,type=CephPoolname name=pg_num,type=CephInt,range=1,req=false", "Create a pool", "rw"),
        new("config-key set name=key,type=CephString name=val,type=CephString,req=false", "Set a key", "rw"),
        new("fail name=code,type=CephInt", "Fail", "r"),
        new("iostat name=width,type=CephInt,req=false name=print_header,type=CephBool,req=false", "Show rates", "r", Poll: true),
    ]).Table;

    private readonly AdminSocketServer _server;

    public SocketCluster()
    {
        Folder = Directory.CreateTempSubdirectory("mgrp-").FullName;
        Directory.CreateDirectory(Path.Combine(Folder, ".mgrp"));
        _server = new AdminSocketServer(
            new AdminSocketOptions { Path = Path.Combine(Folder, ".mgrp", "mgr.x.asok") },
            static () => Commands,
            (request, _) => Task.FromResult(Answer(request)),
            NullLogger<AdminSocketServer>.Instance);
        _server.Start();
    }

    public string Folder { get; }

    public ConcurrentQueue<string> Received { get; } = new();

    public Task<ToolRun> RunAsync(params string[] arguments) =>
        ToolRun.RunMgrpAsync(Folder, ["ceph", .. arguments]);

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private CommandResult Answer(CommandRequest request)
    {
        Received.Enqueue(request.Command.ToJsonString());
        var isJson = request.Format.StartsWith("json", StringComparison.Ordinal);
        return request.Prefix switch
        {
            "status" when isJson => CommandResult.Success("""{"health": {"status": "HEALTH_OK"}, "pools": [{"name": "a"}, {"name": "b"}]}"""),
            "status" => CommandResult.Success("all is well\n", "a remark"),
            "config-key set" => CommandResult.Success($"{Encoding.UTF8.GetString(request.Input.Span)} stored"),
            "fail" => CommandResult.Failure((int)request.Command["code"]!, "it failed as told"),
            _ => CommandResult.Success($"{request.Prefix}\n"),
        };
    }
}
