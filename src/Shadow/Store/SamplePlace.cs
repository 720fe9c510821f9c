using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace TransformerService.Shadow.Store;

/// <summary>A sample's place in the order of severity, which a reader comes back with.</summary>
/// <param name="Severity">Its severity.</param>
/// <param name="Id">Its id, which tells apart those of the same severity.</param>
internal sealed record SamplePlace(double Severity, string Id)
{
    /// <summary>As a cursor: opaque to who gets it.</summary>
    public string ToCursor() =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Severity:R} {Id}")));

    /// <summary>The place that a cursor stands for; <see langword="null"/> if it is none.</summary>
    public static SamplePlace? Parse(string cursor)
    {
        if (cursor.Length > 200 || !Base64Url.IsValid(cursor))
        {
            return null;
        }

        string[] parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor)).Split(' ');
        return parts.Length == 2 && double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double severity)
            && double.IsFinite(severity) && parts[1].Length == 32 && parts[1].All(char.IsAsciiHexDigitLower)
                ? new SamplePlace(severity, parts[1])
                : null;
    }
}
