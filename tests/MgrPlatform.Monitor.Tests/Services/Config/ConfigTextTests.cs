using MgrPlatform.Monitor.Services.Config;

namespace MgrPlatform.Monitor.Tests.Services.Config;

/// <summary>Configuration files as operators have them.</summary>
public sealed class ConfigTextTests
{
    [Fact]
    public void Sections_come_sorted_and_the_last_of_an_options_values_holds()
    {
        var sections = ConfigText.Parse(
            "; comment\nearly = 1\n[osd.0]\nhost = n1\n[global]\n  mon host = v2:1.2.3.4:3300\n\tmon_lease = 7  # so far\nmon lease=8\n"
            + "log_file = /var/log/$name.log\n[mon]\nquoted = \"a ; b\"\nlong = one\\\n two\n");

        Assert.Equal(
            "\n[global]\n\tearly = 1\n\tlog_file = /var/log/$name.log\n\tmon_host = v2:1.2.3.4:3300\n\tmon_lease = 8\n"
            + "\n[mon]\n\tlong = one two\n\tquoted = a ; b\n\n[osd.0]\n\thost = n1\n",
            ConfigText.Write(sections));
    }

    [Fact]
    public void A_section_that_does_not_end_is_named_as_ceph_names_it()
    {
        var refused = Assert.Throws<FormatException>(() => ConfigText.Parse("[global\nx = 1\n"));

        Assert.Equal("parse error: expected '\"]\"' in line 1 at position 8\n", refused.Message);
    }

    [Fact]
    public void An_empty_file_leaves_an_empty_one() => Assert.Equal("", ConfigText.Write(ConfigText.Parse("")));
}
