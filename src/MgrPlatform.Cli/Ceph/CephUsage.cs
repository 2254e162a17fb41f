namespace MgrPlatform.Cli.Ceph;

/// <summary>The help of <c>mgrp ceph</c> itself; the cluster's commands are added when there is a cluster.</summary>
internal static class CephUsage
{
    public const string Text = """
        Description:
          Send a command to a running cluster, with the official tool's words.

        Usage:
          mgrp ceph [options] WORDS...

        Options:
          --dir <dir>            The dev cluster's directory [default: the .mgrp here or in the nearest folder above]
          --admin-socket <path>  Ask this socket instead
          -f, --format <format>  json, json-pretty, yaml, plain, template=TEXT or template=@FILE (Handlebars over the JSON answer)
          -i, --in-file <file>   Send this file with the command; - for stdin
          -o, --out-file <file>  Write the answer there; - for stdout
          -s, --status           The same as the words: status
          -p, --period <secs>    How often a polling command (iostat) is repeated; 0 for once [default: 1]
          --verbose              Show what is sent
          -v, --version          Show the version
          -h, --help [WORDS]     Show this, or the help of the commands that begin with WORDS

          Options that are not listed here belong to the command, when they stand after its first word.
          The answer goes to stdout, what the cluster remarks to stderr; the exit code is the command's errno value.

        Examples:
          mgrp ceph -s
          mgrp ceph fs status
          mgrp ceph osd tree -f json-pretty
          mgrp ceph osd dump -f 'template={{#each pools}}{{pool_name}} {{/each}}'
          mgrp ceph osd pool create x --pg_num 8
          mgrp ceph -h module
        """;
}
