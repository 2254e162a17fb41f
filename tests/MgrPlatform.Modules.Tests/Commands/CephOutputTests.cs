using System.Text;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Modules.Tests.Commands;

public sealed class CephOutputTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("one", "one\n")]
    [InlineData("one\n", "one\n")]
    [InlineData("\none\n\n\ntwo\n\n", "one\ntwo\n")]
    [InlineData("\n\n", "")]
    public void Empty_lines_are_dropped_and_the_last_line_ends(string given, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(CephOutput.Normalize(Encoding.UTF8.GetBytes(given)).Span));
}
