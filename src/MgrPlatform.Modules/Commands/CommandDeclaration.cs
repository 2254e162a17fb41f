namespace MgrPlatform.Modules.Commands;

/// <summary>A command as its owner declared it.</summary>
/// <param name="Signature">Ceph's declaration: <c>fs status name=fs,type=CephString,req=false</c>.</param>
/// <param name="Description">Its help, one sentence.</param>
/// <param name="Permission">What the caller needs: <c>r</c>, <c>w</c>, <c>rw</c> or with <c>x</c>.</param>
/// <param name="Poll">The official tool repeats it by itself (<c>--period</c>).</param>
public sealed record CommandDeclaration(string Signature, string Description, string Permission, bool Poll = false);
