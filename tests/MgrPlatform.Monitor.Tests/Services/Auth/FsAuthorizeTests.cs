using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Services.Auth;

namespace MgrPlatform.Monitor.Tests.Services.Auth;

/// <summary>What <c>fs authorize</c> makes of its words, all as a 16.2.15 monitor answered.</summary>
public sealed class FsAuthorizeTests
{
    [Theory]
    [InlineData("cephfs", "/ rw", "allow rw fsname=cephfs", "allow r fsname=cephfs", "allow rw tag cephfs data=cephfs")]
    [InlineData("cephfs", "/d r", "allow r fsname=cephfs path=/d", "allow r fsname=cephfs", "allow r tag cephfs data=cephfs")]
    [InlineData(
        "cephfs", "/ rwp /x rwps", "allow rwp fsname=cephfs, allow rwps fsname=cephfs path=/x", "allow r fsname=cephfs",
        "allow rw tag cephfs data=cephfs")]
    [InlineData(
        "cephfs", "/ r root_squash", "allow r fsname=cephfs root_squash", "allow r fsname=cephfs", "allow r tag cephfs data=cephfs")]
    [InlineData(
        "cephfs", "/ r root_squash /b rw", "allow r fsname=cephfs root_squash, allow rw fsname=cephfs path=/b", "allow r fsname=cephfs",
        "allow rw tag cephfs data=cephfs")]
    [InlineData("cephfs", "/ rws rw", "allow rws fsname=cephfs", "allow r fsname=cephfs", "allow rw tag cephfs data=cephfs")]
    [InlineData("all", "/ rw", "allow rw", "allow r", "allow rw tag cephfs data=all")]
    [InlineData("*", "/ rw", "allow rw", "allow r", "allow rw tag cephfs data=*")]
    public void Paths_and_permissions_become_caps_at_three_kinds_of_daemons(
        string filesystem, string words, string mds, string mon, string osd)
    {
        var caps = FsAuthorize.Caps(["cephfs"], filesystem, words.Split(' '));

        Assert.Equal((mds, mon, osd), (caps["mds"], caps["mon"], caps["osd"]));
    }

    [Theory]
    [InlineData("nosuch", "/ r", "filesystem nosuch does not exist.")]
    [InlineData("cephfs", "/ x", "Permission flags must start with 'r' or 'rw'.")]
    [InlineData("cephfs", "/ rp", "Permission flags must start with 'r' or 'rw'.")]
    [InlineData("cephfs", "/ rwx", "Unknown permission flag 'x'.")]
    [InlineData("cephfs", "/ rwsp", "mds capability parse failed, stopped at 'p fsname=cephfs' of 'allow rwsp fsname=cephfs'")]
    [InlineData("cephfs", "/ rwpp", "mds capability parse failed, stopped at 'p fsname=cephfs' of 'allow rwpp fsname=cephfs'")]
    [InlineData("cephfs", " rw", "mds capability parse failed, stopped at 'path=' of 'allow rw fsname=cephfs path='")]
    [InlineData("cephfs", "/", "mds capability parse failed, stopped at '' of ''")]
    public void What_is_no_permission_is_refused_in_cephs_words(string filesystem, string words, string told)
    {
        var refused = Assert.Throws<CommandException>(() => FsAuthorize.Caps(["cephfs"], filesystem, words.Split(' ')));

        Assert.Equal((Errno.Invalid, told), (refused.Errno, refused.Message));
    }
}
