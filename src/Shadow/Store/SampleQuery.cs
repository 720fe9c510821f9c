using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace TransformerService.Shadow.Store;

/// <summary>Which samples to read, the most severe first.</summary>
/// <param name="Model">The model.</param>
/// <param name="Since">Leaves out older ones.</param>
/// <param name="MinSeverity">Leaves out less severe ones.</param>
/// <param name="Limit">How many at most.</param>
/// <param name="After">Only those after this position.</param>
internal sealed record SampleQuery(string Model, DateTimeOffset? Since, double MinSeverity, int Limit, SamplePlace? After)
{
    /// <summary>Only those whose answers differ; otherwise the random control sample too.</summary>
    public bool DifferingOnly { get; init; } = true;
}

/// <summary>A sample's position in the order of severity, from which a reader continues.</summary>
/// <param name="Severity">Its severity.</param>
/// <param name="Id">Its id, which orders samples of the same severity.</param>
internal sealed record SamplePlace(double Severity, string Id)
{
    /// <summary>The position as a cursor, which callers must not interpret.</summary>
    public string ToCursor() =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Severity:R} {Id}")));

    /// <summary>The position of a cursor; <see langword="null"/> if the cursor is malformed.</summary>
    public static SamplePlace? Parse(string cursor)
    {
        if (cursor.Length > 200 || !Base64Url.IsValid(cursor))
        {
            return null;
        }

        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor)).Split(' ');
        return
            parts.Length == 2
            && double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var severity)
            && double.IsFinite(severity)
            && parts[1].Length == 32
            && parts[1].All(char.IsAsciiHexDigitLower)
            ? new SamplePlace(severity, parts[1])
            : null;
    }
}
