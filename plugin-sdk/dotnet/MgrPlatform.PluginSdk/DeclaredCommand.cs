namespace MgrPlatform.PluginSdk;

/// <summary>A command in Ceph's own declaration.</summary>
/// <param name="Signature">Words and arguments: <c>fs status name=fs,type=CephString,req=false</c>.</param>
/// <param name="Description">Its help, one sentence.</param>
/// <param name="Permission">What the caller needs: <c>r</c>, <c>w</c> or <c>rw</c>.</param>
/// <param name="Poll">The official tool repeats it by itself.</param>
public sealed record DeclaredCommand(string Signature, string Description, string Permission = "rw", bool Poll = false);
