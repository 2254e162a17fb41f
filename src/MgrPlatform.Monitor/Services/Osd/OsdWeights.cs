using System.Globalization;
using System.Text.Json;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>Weights of several OSDs, as <c>osd reweightn</c> is given them.</summary>
internal static class OsdWeights
{
    /// <summary>An object of ids and weights, each in 65536ths and a number or a text; null when it is none.</summary>
    public static SortedDictionary<int, uint>? Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            SortedDictionary<int, uint> weights = [];
            foreach (var member in document.RootElement.EnumerateObject())
            {
                var digits = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : member.Value.GetRawText();
                if (!uint.TryParse(digits, CultureInfo.InvariantCulture, out var weight))
                {
                    return null;
                }

                weights[OsdArguments.Id(member.Name)] = weight;
            }

            return weights;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
