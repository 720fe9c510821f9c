using System.Text;
using TransformerService.Tokenization.Sentences;

namespace TransformerService.Tokenization.Tests.Sentences;

/// <summary>A text with a bar before each sentence but the first, so that a table of examples reads as one writes.</summary>
internal static class MarkedText
{
    public static string Unmark(string marked) => marked.Replace("|", "", StringComparison.Ordinal);

    /// <summary>Splits and marks again: equal to the marked text when the splitter finds just these sentences.</summary>
    public static string Mark(string text, string? language)
    {
        var marked = new StringBuilder();
        var first = true;
        foreach (var segment in SentenceSplitter.Split(text, language))
        {
            if (segment.IsSentence)
            {
                marked.Append(first ? "" : "|");
                first = false;
            }

            marked.Append(segment.In(text));
        }

        return marked.ToString();
    }
}
