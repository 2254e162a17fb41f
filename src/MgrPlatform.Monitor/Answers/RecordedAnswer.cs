using System.Text;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Monitor.Answers;

/// <summary>A request that has changed something, and what its client is told, as often as it asks.</summary>
internal sealed record RecordedAnswer(RequestIdentity Request, CommandResult Result) : IWireType<RecordedAnswer>
{
    // No command that changes something says as much; one that did would be answered with its code, and without the rest.
    private const int StatusLimit = 4096;
    private const int OutputLimit = 16384;

    public static int MinimumSize => RequestIdentity.MinimumSize + (3 * sizeof(int));

    /// <summary>About what it takes in memory and in the store.</summary>
    public int Size => MinimumSize + Encoding.UTF8.GetByteCount(Request.Name.Id) + Result.Status.Length + Result.Output.Length;

    public static RecordedAnswer Decode(ref WireReader reader)
    {
        var request = reader.Read<RequestIdentity>();
        var code = reader.ReadInt32();
        var status = reader.ReadString();
        return new RecordedAnswer(request, new CommandResult(code, status, reader.ReadBlob()));
    }

    public void Encode(WireWriter writer)
    {
        writer.Write(Request);
        writer.WriteInt32(Result.Code);
        writer.WriteString(Result.Status.Length <= StatusLimit ? Result.Status : "");
        writer.WriteBlob(Result.Output.Length <= OutputLimit ? Result.Output.Span : default);
    }
}
