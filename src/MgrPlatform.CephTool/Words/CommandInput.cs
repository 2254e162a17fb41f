namespace MgrPlatform.CephTool.Words;

/// <summary>Reads what <c>-i</c> names.</summary>
internal static class CommandInput
{
    /// <param name="file">Null for none, <c>-</c> for stdin.</param>
    /// <exception cref="CommandLineException">It cannot be read.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(string? file, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        try
        {
            if (file != "-")
            {
                return await File.ReadAllBytesAsync(file, cancellationToken);
            }

            using var buffer = new MemoryStream();
            await using var stdin = Console.OpenStandardInput();
            await stdin.CopyToAsync(buffer, cancellationToken);
            return buffer.ToArray();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandLineException($"ceph: the input file cannot be read: {error.Message}", ExitCode.Failure);
        }
    }
}
