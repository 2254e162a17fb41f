using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MgrPlatform.Modules;

/// <summary>The few calls of the C library that .NET has no word for.</summary>
internal static partial class Posix
{
    private const int FollowNoLinks = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const uint BasicStats = 0x7ff; // STATX_BASIC_STATS
    private const int StatxLength = 256;

    public const int SignalKill = 9;
    public const int SignalTerminate = 15;
    public const int SignalUser1 = 10;

    public static uint EffectiveUser { get; } = GetEffectiveUser();

    /// <summary>Owner and mode of a file, of a link itself unless it is to be followed; null when there is none.</summary>
    public static FileStat? TryStat(string path, bool followLink = false)
    {
        Span<byte> buffer = stackalloc byte[StatxLength];
        if (Statx(CurrentDirectory, path, followLink ? 0 : FollowNoLinks, BasicStats, ref MemoryMarshal.GetReference(buffer)) != 0)
        {
            return null;
        }

        // struct statx is the same on every architecture: uid at 20, gid at 24, mode at 28.
        return new FileStat(
            BinaryPrimitives.ReadUInt32LittleEndian(buffer[20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(buffer[24..]),
            BinaryPrimitives.ReadUInt16LittleEndian(buffer[28..]));
    }

    /// <summary>Sends a signal; a negative id names a process group. Nothing happens when it is gone.</summary>
    public static void Signal(int processId, int signal) => _ = Kill(processId, signal);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, ref byte buffer);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();

    public readonly record struct FileStat(uint Owner, uint Group, ushort Mode)
    {
        public bool IsLink => (Mode & 0xF000) == 0xA000;

        public bool IsSticky => (Mode & 0x200) != 0;

        public bool GroupMayWrite => (Mode & 0x10) != 0;

        public bool OthersMayWrite => (Mode & 0x2) != 0;
    }
}
