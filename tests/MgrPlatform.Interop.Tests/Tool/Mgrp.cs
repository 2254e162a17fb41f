using System.Diagnostics;
using System.Reflection;
using MgrPlatform.TestKit.Ceph;
using MgrPlatform.TestKit.Processes;

namespace MgrPlatform.Interop.Tests.Tool;

/// <summary><c>mgrp ceph</c>, run as an operator runs it, with a cluster's configuration.</summary>
/// <param name="conf">For <c>-c</c>.</param>
internal sealed class Mgrp(string conf)
{
    private static readonly string Assembly = typeof(Mgrp).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "MgrpAssembly").Value!;

    public Task<CephRun> RunAsync(IEnumerable<string> words, ReadOnlyMemory<byte> input = default) =>
        CephRun.RunAsync(StartInfo(words), input, TestContext.Current.CancellationToken);

    public Task<CephRun> RunAsync(string words) => RunAsync(words.Split(' '));

    public ProcessStartInfo StartInfo(IEnumerable<string> words) => MgrpProgram.StartInfo(Assembly, ["ceph", "-c", conf, .. words]);
}
