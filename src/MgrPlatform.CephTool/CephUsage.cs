namespace MgrPlatform.CephTool;

/// <summary>The help of <c>mgrp ceph</c> itself; the cluster's commands are added when there is a cluster.</summary>
internal static class CephUsage
{
    public const string Text = """
        Description:
          Send a command to a running cluster, with the official tool's words. The cluster is the one that an option names, else the dev cluster
          of this folder or the nearest above (.mgrp), else what CEPH_CONF names, else /etc/ceph/ceph.conf.

        Usage:
          mgrp ceph [options] WORDS...

        Options:
          -c, --conf <file>      The cluster's ceph.conf
          --cluster <name>       Its name, when that is not ceph: /etc/ceph/NAME.conf
          -n, --name <name>      Who we are [default: client.admin]; --id admin means client.admin
          -k, --keyring <file>   Where our key is
          -m, --mon-host <addr>  Where its monitors are
          --connect-timeout <s>  How long to look for a monitor, in seconds [default: client_mount_timeout, 300]
          --NAME=VALUE           Any other option of ceph.conf, before the command
          --dir <dir>            The dev cluster in this directory
          --admin-socket <path>  Ask this socket instead
          -f, --format <format>  json, json-pretty, yaml, plain, template=TEXT or template=@FILE (Handlebars over the JSON answer)
          -i, --in-file <file>   Send this file with the command; - for stdin
          -o, --out-file <file>  Write the answer there; - for stdout
          -s, --status           The same as the words: status
          -w, --watch            Show the status, then the cluster log as it grows
          --watch-debug          The same from level debug on; also --watch-info, -sec, -warn, -error
          -W, --watch-channel <c>  The same of channel audit, cephadm … or * for all [default: cluster]
          -p, --period <secs>    How often a polling command (iostat) is repeated; 0 for once [default: 1]
          --verbose              Show what is sent
          -v, --version          Show the version
          -h, --help [WORDS]     Show this, or the help of the commands that begin with WORDS

        Words that mgrp answers itself:
          tell NAME WORDS...     Ask one daemon (osd.3, mon.a, mds.m, mgr, a placement group), or all of a kind (osd.*)
          ping mon.NAME          Whether a monitor lives, in quorum or not
          daemon NAME WORDS...   Ask a daemon of this machine through its socket; NAME may be the socket's path

          Options that are not listed here belong to the command, when they stand after its first word.
          The answer goes to stdout, what the cluster remarks to stderr; the exit code is the command's errno value.

        Examples:
          mgrp ceph -s
          mgrp ceph fs status
          mgrp ceph osd tree -f json-pretty
          mgrp ceph osd dump -f 'template={{#each pools}}{{pool_name}} {{/each}}'
          mgrp ceph osd pool create x --pg_num 8
          mgrp ceph -h module
          mgrp ceph -c /etc/ceph/ceph.conf tell osd.0 version
        """;
}
