namespace MgrPlatform.Cli.Tests.Ceph;

public sealed class SmallToolTests
{
    [Theory]
    [InlineData("ceph")]
    [InlineData("ceph -s")]
    [InlineData("ceph -c /etc/ceph/ceph.conf osd tree -f yaml")]
    [InlineData("ceph --frobnicate")]
    [InlineData("__complete -- ceph osd po")]
    [InlineData("__complete ceph osd po")]
    public void Cephs_words_and_their_completion_are_answered_by_the_small_program(string line) => Assert.True(SmallTool.Answers(line.Split(' ')));

    [Theory]
    [InlineData("")]
    [InlineData("--help")]
    [InlineData("dev --osds 3")]
    [InlineData("mgr run")]
    [InlineData("completion bash")]
    [InlineData("__complete")]
    [InlineData("__complete -- module ")]
    [InlineData("__complete -- ceph")]
    [InlineData("ceph -s -f template={{health}}")]
    [InlineData("ceph -s -ftemplate=@file")]
    [InlineData("ceph --format=template={{health}} -s")]
    public void All_else_is_for_the_whole_program(string line) => Assert.False(SmallTool.Answers(line.Split(' ')));
}
