namespace MgrPlatform.Monitor.Mkfs;

/// <summary>The folder in which a monitor lives, and the files in it.</summary>
public sealed record MonitorDirectory(string Path)
{
    /// <summary>Everything that the quorum has agreed on.</summary>
    public string Store => System.IO.Path.Combine(Path, "store.db");

    /// <summary>The key that monitors know each other by. Whoever has it is a monitor: 0600.</summary>
    public string Keyring => System.IO.Path.Combine(Path, "keyring");
}
