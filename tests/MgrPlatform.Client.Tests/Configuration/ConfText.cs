namespace MgrPlatform.Client.Tests.Configuration;

/// <summary>
/// Short ceph.confs; what the official <c>ceph-conf</c> of 16.2.15 says of them is in the tables, and checked where it is installed.
/// </summary>
public static class ConfText
{
    /// <summary>Text, option, and its value for client.admin.</summary>
    public static TheoryData<string, string, string?> Values => new()
    {
        { "[global]\nx = a   b  \n", "x", "a   b" },
        { "[global]\nx = 1 ; comment\ny = 2 # comment\n", "x", "1" },
        { "[global]\nx = 1 \\; 2\n", "x", "1 ; 2" },
        { "[global]\nx = \"a \\# b \\; c\"\n", "x", "a # b ; c" },
        { "[global]\nx = 'it\\; \"is\"'\n", "x", "it; \"is\"" },
        { "[global]\nx = \"it's\" # so\n", "x", "it's" },
        { "[global]\nx = \"a\\\"b\" ; c\n", "x", "a\"b" },
        { "[global]\nx = p \"q r\" w\n", "x", "p \"q r\" w" },
        { "[global]\nx = a\\\\b\n", "x", "a\\b" },
        { "[global]\nx = a\\tb\n", "x", "atb" },
        { "[global]\nx = first \\\n  second\\\nthird\ny = 2\n", "x", "first   secondthird" },
        { "[global]\nx = a\\\n# c\n y = 2\n", "y", "2" },
        { "[global]\n# b\\\nc = 2\n", "c", "2" },
        { "[global]\nx =\ny = 2\n", "x", "" },
        { "[global]\nx = a=b=c\n", "x", "a=b=c" },
        { "[global]\r\nx = a\r\ny = 2\r\n", "x", "a" },
        { "[global]\nmulti   word\tkey = 1\n", "multi_word_key", "1" },
        { "[global]\nmulti_word_key = 1\n", "multi word key", "1" },
        { "[global]\nMixed_Case = yes\n", "mixed_case", null },
        { "[global]\nx = 1\nx = 2\n", "x", "2" },
        { "[client.admin]\n[global]\nx=1\n[client]\nx = 3\n[global]\nx=5\n", "x", "3" },
        { "[global]\na_b=1\n[client]\na b=2\n[client.admin]\na  b = 3\n", "a_b", "3" },
        { "[client.admin]\nx=1\n[client.admin.foo]\nx=2\n", "x", "1" },
        { "[ client.admin ]\nx = 3\n[client]\nx=4\n", "x", "4" },
        { "[mon]\nx = 1\n", "x", null },
        { "[global]\n1x=1\nx.y=2\nx/y/z = 3\nx,y=4\nx]y=5\n", "x]y", "5" },
        { "[global]\nx=$type $id $num $name $cluster\n", "x", "client admin admin client.admin b" },
        { "[global]\nx = $nosuch/x\n", "x", "$nosuch/x" },
        { "[global]\nx = a$$b\n", "x", "a$$b" },
        { "[global]\nx=$\n", "x", "$" },
        { "[global]\nx=$data_dir\n", "x", "$data_dir" },
        { "[global]\nhost = foo\nx=$host\n", "x", "foo" },
        { "[global]\nmon_data=/a/$id\nx=$mon_data/k\n", "x", "/a/admin/k" },
        { "[global]\nlog_file = /q/$name.log\nx = ${log_file}x\n", "x", "/q/client.admin.logx" },
    };

    /// <summary>Text, and the line and the words of our message.</summary>
    public static TheoryData<string, int, string> Mistakes => new()
    {
        { "[global]\nfoo\nbar = 1\n", 2, "neither a [section] nor an option" },
        { "foo = 1\n[global]\n", 1, "before the first section" },
        { "[global\nbar=2\n", 1, "no closing ]" },
        { "[global] bar=2\n", 1, "more after the end of the heading" },
        { "[]\nx=1\n", 1, "no name" },
        { "[global]\nx = \"unterminated\ny = 2\n", 2, "no closing \"" },
        { "[global]\nx = \"a\" b\n", 2, "more after the end of the value" },
        { "[global]\nx = \"a;b\"\n", 2, "backslash before the ;" },
        { "[global]\nx = 1\n=5\n", 3, "no option before the =" },
        { "[global]\nx : a\n", 2, "neither a [section] nor an option" },
    };
}
