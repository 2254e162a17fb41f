using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Modules.Tests.Commands;

public sealed class CommandTableTests
{
    private static readonly CommandDeclaration FsStatus = new("fs status name=fs,type=CephString,req=false", "Show file systems", "r");
    private static readonly CommandDeclaration OsdStatus = new("osd status name=bucket,type=CephString,req=false", "Show OSDs", "r");

    [Fact]
    public void A_module_with_a_refused_command_keeps_its_others()
    {
        var first = CommandTable.Empty.With("fsstatus", [FsStatus]).Table;

        var change = first.With("other", [FsStatus, OsdStatus]);

        Assert.Equal("fsstatus", change.Table.Find("fs status")!.Owner);
        Assert.Equal("other", change.Table.Find("osd status")!.Owner);
        var refusal = Assert.Single(change.Refusals);
        Assert.Equal("'fs status' is already provided by module fsstatus; module other cannot provide it too", refusal.Reason);
        Assert.Single(first.Entries);
    }

    [Fact]
    public void With_replaces_what_the_owner_had()
    {
        var table = CommandTable.Empty.With("status", [FsStatus]).Table.With("status", [OsdStatus]).Table;

        Assert.Null(table.Find("fs status"));
        Assert.NotNull(table.Find("osd status"));
    }

    [Fact]
    public void Without_frees_the_prefix_for_others()
    {
        var table = CommandTable.Empty.With("a", [FsStatus]).Table.Without("a");

        Assert.Empty(table.With("b", [FsStatus]).Refusals);
    }

    [Fact]
    public void Refusals_name_the_host_and_the_monitors()
    {
        var table = CommandTable.Empty.With(CommandTable.HostOwner, [FsStatus]).Table.With(CommandTable.ClusterOwner, [OsdStatus]).Table;

        var refusals = table.With("m", [FsStatus, OsdStatus]).Refusals;

        Assert.Contains("by the manager itself", refusals[0].Reason, StringComparison.Ordinal);
        Assert.Contains("by the cluster's monitors", refusals[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_declaration_that_cannot_be_read_is_refused_with_its_fault()
    {
        var change = CommandTable.Empty.With("m", [FsStatus with { Signature = "fs status name=fs" }, OsdStatus, OsdStatus]);

        Assert.Single(change.Table.Entries);
        Assert.Equal(["the field 'type' is missing in 'name=fs'", "'osd status' is declared twice by module m; the first one counts"],
            change.Refusals.Select(refusal => refusal.Reason));
    }

    [Fact]
    public void Entries_are_sorted_by_prefix()
    {
        var table = CommandTable.Empty.With("m", [OsdStatus, FsStatus, FsStatus with { Signature = "a b" }]).Table;

        Assert.Equal(["a b", "fs status", "osd status"], table.Entries.Select(entry => entry.Prefix));
    }

    [Theory]
    [InlineData("fs statsu", "fs status")]
    [InlineData("fsstatus", "fs status")]
    [InlineData("f s status cephfs", "fs status")]
    [InlineData("osd stauts root", "osd status")]
    [InlineData("orchestrate everything", null)]
    public void Nearest_forgives_typing_mistakes(string typed, string? expected)
    {
        var table = CommandTable.Empty.With("m", [FsStatus, OsdStatus]).Table;

        Assert.Equal(expected, table.Nearest(typed.Split(' '))?.Prefix);
    }
}
