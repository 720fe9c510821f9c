using TransformerService.Inference.Tokenization.Files;

namespace TransformerService.Inference.Tokenization.Bpe;

/// <summary>Reads merges.txt: a header line, then one pair a line.</summary>
internal static class MergesFile
{
    public const string Name = "merges.txt";

    /// <exception cref="TokenizerLoadException">The file is missing or a line is not a pair.</exception>
    public static List<(string Left, string Right)> Read(TokenizerFolder folder)
    {
        var lines = folder.Text(Name).Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        var merges = new List<(string, string)>(lines.Length);
        // The reference drops the first line and whatever is after the last line break.
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
}
