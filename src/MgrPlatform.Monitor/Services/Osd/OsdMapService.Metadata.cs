using System.Globalization;

namespace MgrPlatform.Monitor.Services.Osd;

public sealed partial class OsdMapService
{
    public override string DaemonKind => "osd";

    public override IEnumerable<KeyValuePair<string, IReadOnlyDictionary<string, string>>> DaemonMetadata =>
        Store.Read(MetadataPrefix)
            .Select(
                static entry => (IsNumber: int.TryParse(entry.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var osd), Osd: osd))
            .Where(static entry => entry.IsNumber).Select(static entry => entry.Osd).Order()
            .Select(osd => KeyValuePair.Create(osd.ToString(CultureInfo.InvariantCulture), FindMetadata(osd)!));
}
