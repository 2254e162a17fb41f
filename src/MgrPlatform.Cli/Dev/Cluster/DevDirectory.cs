using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using MgrPlatform.Client.Configuration;
using MgrPlatform.Monitor.Mkfs;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Cli.Dev.Cluster;

/// <summary>
/// The files of a dev cluster: its ceph.conf says for ever which cluster it is and where its monitors listen; whatever else
/// is not there yet is made at the next start, so that a start that was interrupted does no harm.
/// </summary>
internal sealed class DevDirectory(string path)
{
    // Below the ports that the system gives away: a restart must find its own free again.
    private const int FirstPort = 21000;
    private const int PortCount = 4000;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string FullPath => path;

    public string Conf => Path.Combine(path, "ceph.conf");

    /// <summary>What a client needs, 0600.</summary>
    public string AdminKeyring => Path.Combine(path, "ceph.client.admin.keyring");

    /// <summary>The key of the monitors among themselves, and client.admin's for their stores: 0600.</summary>
    public string MonitorsKeyring => Path.Combine(path, "ceph.mon.keyring");

    public string Daemon(string name) => Path.Combine(path, name);

    public string AdminSocket(string name) => Path.Combine(path, $"{name}.asok");

    public string LogFile(string name) => Path.Combine(path, $"{name}.log");

    public MonitorDirectory Monitor(string name) => new(Daemon($"mon.{name}"));

    /// <summary>Makes what is missing; the names of the monitors, and whether the cluster was there already.</summary>
    /// <param name="asked">So many monitors; null for as many as there are, or one.</param>
    /// <exception cref="CommandLineException">Another number of monitors lives here, or the folder cannot be used.</exception>
    public (IReadOnlyList<string> Monitors, bool IsKept) Prepare(int? asked)
    {
        var isKept = File.Exists(Conf);
        if (!isKept)
        {
            RefuseStores();
            WriteWhole(Conf, ConfText(FindPorts(asked ?? 1, path), asked ?? 1));
        }

        var configuration = Load(new EntityName(EntityType.Client, "admin"));
        var addresses = configuration.Get("mon_host", "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var count = addresses.Length;
        if (count == 0 || (asked is not null && asked != count))
        {
            throw new CommandLineException(
                count == 0
                    ? $"mon_host in {Conf} says of no monitor where it listens; put it back, or take another --dir"
                    : $"the cluster in {path} was made with --mons {count}; leave that option out, or take another --dir",
                ExitCode.Failure);
        }

        // Tools of every release can read these keys; a newer cipher is for clusters that have none of Pacific or Reef.
        var now = UTime.From(DateTimeOffset.UtcNow);
        if (!File.Exists(MonitorsKeyring))
        {
            RefuseStores();
            WriteWhole(MonitorsKeyring, MonitorMkfs.NewKeyring(KeyType.Aes, now, RandomNumberGenerator.Fill));
        }

        if (!File.Exists(AdminKeyring))
        {
            var keys = File.ReadAllText(MonitorsKeyring);
            WriteWhole(AdminKeyring, keys[keys.IndexOf("[client.admin]", StringComparison.Ordinal)..]);
        }

        var map = MonitorMkfs.NewMap(
            configuration.Fsid ?? throw new CommandLineException($"{Conf} has no fsid; take another --dir", ExitCode.Failure), KeyType.Aes, now);
        string[] names = [.. Enumerable.Range(0, count).Select(static i => ((char)('a' + i)).ToString())];
        foreach (var (name, text) in names.Zip(addresses))
        {
            map = EntityAddressParser.TryParse(text, EntityAddressType.Msgr2, out EntityAddressVector? address)
                ? MonitorMkfs.Add(map, name, address, now)
                : throw new CommandLineException($"mon_host in {Conf} has no address in '{text}'", ExitCode.Failure);
        }

        foreach (var name in names.Where(name => !File.Exists(Monitor(name).Store)))
        {
            MonitorMkfs.Run(Monitor(name), new MkfsRequest(name, map, File.ReadAllText(MonitorsKeyring)));
        }

        return (names, isKept);
    }

    public CephConfiguration Load(EntityName name) => CephConfiguration.Load(new CephConfigurationSource { Name = name, Path = Conf });

    /// <summary>The key of a daemon, in its own folder.</summary>
    public void WriteDaemonKey(string name, string keyring) => WriteWhole(Path.Combine(MakeDaemon(name), "keyring"), keyring);

    public bool HasDaemonKey(string name) => File.Exists(Path.Combine(Daemon(name), "keyring"));

    /// <summary>How many OSDs the cluster is to have: as many as asked for, or as the last time, or this number.</summary>
    public int CountOsds(int? asked, int otherwise)
    {
        var file = Path.Combine(path, "osds");
        var kept = File.Exists(file) && int.TryParse(File.ReadAllText(file), NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            ? last
            : otherwise;
        var count = asked ?? kept;
        WriteWhole(file, string.Create(CultureInfo.InvariantCulture, $"{count}\n"));
        return count;
    }

    /// <summary>What an OSD is known by to the monitors, from the first time on that somebody asks.</summary>
    public Guid OsdUuid(int osd)
    {
        var file = Path.Combine(MakeDaemon($"osd.{osd}"), "fsid");
        if (!File.Exists(file) || !Guid.TryParse(File.ReadAllText(file), out var uuid))
        {
            uuid = Guid.NewGuid();
            WriteWhole(file, $"{uuid}\n");
        }

        return uuid;
    }

    private string MakeDaemon(string name) => Directory.CreateDirectory(Daemon(name), OwnerOnly | UnixFileMode.UserExecute).FullName;

    private static void WriteWhole(string file, string text)
    {
        var fresh = file + ".new";
        File.Delete(fresh);
        using (var stream = new FileStream(
            fresh, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, file, overwrite: true);
    }

    /// <summary>Each folder looks elsewhere first: a cluster that does not run now wants its ports back one day.</summary>
    private static int FindPorts(int count, string folder)
    {
        var blocks = PortCount / count;
        var begin = (int)(BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(folder))) % blocks);
        for (var block = 0; block < blocks; block++)
        {
            var first = FirstPort + ((begin + block) % blocks * count);
            if (Enumerable.Range(first, count).All(IsFree))
            {
                return first;
            }
        }

        throw new CommandLineException($"there are no {count} free ports in a row between {FirstPort} and {FirstPort + PortCount}", ExitCode.Failure);
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>New keys beside old stores would lock everybody out, without a word about why.</summary>
    private void RefuseStores()
    {
        if (File.Exists(Monitor("a").Store))
        {
            throw new CommandLineException(
                $"{path} holds monitors, but not their ceph.conf and keyring; put these back, or take another --dir", ExitCode.Failure);
        }
    }

    private string ConfText(int firstPort, int count) => string.Create(CultureInfo.InvariantCulture, $"""
        [global]
        fsid = {Guid.NewGuid()}
        mon_host = {string.Join(' ', Enumerable.Range(firstPort, count).Select(static port => $"v2:127.0.0.1:{port}"))}
        keyring = {AdminKeyring}
        auth_cluster_required = cephx
        auth_service_required = cephx
        auth_client_required = cephx
        public_addr = 127.0.0.1
        admin_socket = {path}/$name.asok
        [mgr]
        keyring = {path}/$name/keyring
        [osd]
        keyring = {path}/$name/keyring
        [mds]
        keyring = {path}/$name/keyring

        """);
}
