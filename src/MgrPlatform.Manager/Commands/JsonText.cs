using System.Text.Encodings.Web;

namespace MgrPlatform.Manager.Commands;

/// <summary>How JSON text is escaped: as little as Ceph does, for it is read by programs and never placed in a page.</summary>
internal static class JsonText
{
    public static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
}
