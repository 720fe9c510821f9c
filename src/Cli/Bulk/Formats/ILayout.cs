using System.Text;
using TransformerService.Cli.Bulk.Tasks;

namespace TransformerService.Cli.Bulk.Formats;

/// <summary>How records stand in lines of text.</summary>
internal interface ILayout
{
    /// <summary>Whether the first record names the columns.</summary>
    bool HasHeader { get; }

    /// <summary>Whether the record goes on in the next line.</summary>
    /// <param name="line">A line.</param>
    /// <param name="wasOpen">Whether the lines before it were open.</param>
    bool IsOpen(ReadOnlySpan<char> line, bool wasOpen);

    /// <summary>Reads the columns' names, and returns the output's.</summary>
    string ReadHeader(string line);

    /// <summary>Finds the text of a record. Neither text nor fault: the record is blank, and copied.</summary>
    (string? Text, LineFault? Fault) Find(string raw);

    /// <summary>Writes a record with an answer, or with an empty one.</summary>
    void Write(StringBuilder output, Record record, Answer? answer);
}
