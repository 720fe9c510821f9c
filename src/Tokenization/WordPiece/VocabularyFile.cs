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
        for (var i = 0; i < lines.Length; i++)
        {
            // Only the end of the file has no line break. A piece that occurs twice has the later id.
            if (i < lines.Length - 1 || lines[i].Length > 0)
            {
                vocabulary[lines[i]] = i;
            }
        }

        return vocabulary.Count > 0 ? vocabulary : throw TokenizerFolder.Fault(Name, "the vocabulary is empty");
    }
}
