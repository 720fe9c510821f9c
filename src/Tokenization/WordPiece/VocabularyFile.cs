using TransformerService.Tokenization.Files;

namespace TransformerService.Tokenization.WordPiece;

/// <summary>Reads vocab.txt: one piece per line; the line's number is its id.</summary>
public static class VocabularyFile
{
    public const string Name = "vocab.txt";

    /// <exception cref="TokenizerLoadException">The file is missing or empty.</exception>
    public static Dictionary<string, int> Read(TokenizerFolder folder)
    {
        var lines = folder.Text(Name).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);

        // No text has a piece of white space, so blank lines at the end of the file only stand for rows that the model may lack.
        var count = Array.FindLastIndex(lines, line => !string.IsNullOrWhiteSpace(line)) + 1;
        for (var i = 0; i < count; i++)
        {
            vocabulary[lines[i]] = i; // a piece that occurs twice has the later id
        }

        return vocabulary.Count > 0 ? vocabulary : throw TokenizerFolder.Fault(Name, "the vocabulary is empty");
    }
}
