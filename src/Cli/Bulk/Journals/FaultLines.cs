using System.Globalization;
using TransformerService.Cli.Bulk.Formats;
using TransformerService.Cli.Bulk.Json;

namespace TransformerService.Cli.Bulk.Journals;

/// <summary>Writes the lines that could not be done, or only in part, as JSON.</summary>
internal static class FaultLines
{
    /// <summary>One line of the file of faults.</summary>
    /// <param name="record">The record.</param>
    /// <param name="fault">What is wrong.</param>
    /// <param name="withText">Whether its text stands there too.</param>
    public static string Write(Record record, LineFault fault, bool withText)
    {
        var text = withText && record.Text is { } words ? $",\"text\":{JsonText.Quote(words)}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"line\":{record.Number},\"code\":{JsonText.Quote(fault.Code)},\"reason\":{JsonText.Quote(fault.Reason)}{text}}}\n"
        );
    }
}
