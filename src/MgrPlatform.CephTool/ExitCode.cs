namespace MgrPlatform.CephTool;

/// <summary>What <c>mgrp</c> exits with; <c>mgrp ceph</c> exits with the command's errno value instead, as the official tool does.</summary>
public static class ExitCode
{
    public const int Success = 0;

    /// <summary>The work was done and its answer is no: a plugin with a fault, a cluster that does not start.</summary>
    public const int Failure = 1;

    /// <summary>The words on the command line make no sense.</summary>
    public const int Usage = 2;

    /// <summary>Ctrl-C, as shells count it: 128 and the signal's number.</summary>
    public const int Interrupted = 130;
}
