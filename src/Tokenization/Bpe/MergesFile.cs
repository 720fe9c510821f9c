using TransformerService.Tokenization.Files;

namespace TransformerService.Tokenization.Bpe;

/// <summary>Reads merges.txt: a header line, then one pair per line.</summary>
internal static class MergesFile
{
    public const string Name = "merges.txt";

    private const string Header = "#version";

    /// <param name="folder">Where the file is.</param>
    /// <param name="warnings">Receives a sentence for each merge that is skipped.</param>
    /// <exception cref="TokenizerLoadException">The file is missing or a line is not a pair.</exception>
    public static List<(string Left, string Right)> Read(TokenizerFolder folder, List<string> warnings)
    {
        var lines = folder.Text(Name).Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        var merges = new List<(string, string)>(lines.Length);
        // The reference drops the first line and whatever is after the last line break.
        if (!lines[0].StartsWith(Header, StringComparison.Ordinal) && IsPair(lines[0]))
        {
            warnings.Add(
                $"The first line of {Name} is a merge, but it is ignored: RobertaTokenizer treats the first line as the header. Put a line '{Header}: 0.2' before it."
            );
        }

        if (lines.Length > 1 && IsPair(lines[^1]))
        {
            warnings.Add(
                $"The last line of {Name} has no line break and is ignored, as RobertaTokenizer does. Add a line break if the file is complete, otherwise copy it again."
            );
        }

        for (var i = 1; i < lines.Length - 1; i++)
        {
            var pair = lines[i].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (pair.Length == 2)
            {
                merges.Add((pair[0], pair[1]));
            }
            else if (pair.Length != 0)
            {
                throw TokenizerFolder.Fault(Name, $"line {i + 1} is not a pair of tokens");
            }
        }

        return merges;
    }

    private static bool IsPair(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 2;
}
