namespace TransformerService.Cli.Documents;

/// <summary>The formats of documents, by the file's extension.</summary>
internal static class DocumentFormats
{
    private static readonly Dictionary<string, Func<Stream, DocumentOptions, IDocument>> _formats = new(StringComparer.OrdinalIgnoreCase)
    {
        [".resx"] = (input, _) => ResxFormat.Read(TextFile.Read(input)),
        [".po"] = (input, options) => PoFormat.Read(TextFile.Read(input), options),
        [".pot"] = (input, options) => PoFormat.Read(TextFile.Read(input), options),
        [".srt"] = (input, options) => SubtitleFormat.Read(TextFile.Read(input), options),
        [".md"] = (input, _) => MarkdownFormat.Read(TextFile.Read(input)),
        [".markdown"] = (input, _) => MarkdownFormat.Read(TextFile.Read(input)),
        [".html"] = (input, _) => HtmlFormat.Read(TextFile.Read(input)),
        [".htm"] = (input, _) => HtmlFormat.Read(TextFile.Read(input)),
        [".xlf"] = (input, options) => XliffFormat.Read(TextFile.Read(input), options),
        [".xliff"] = (input, options) => XliffFormat.Read(TextFile.Read(input), options),
        [".docx"] = (input, _) => DocxDocument.Read(input),
        [".vtt"] = (input, options) => SubtitleFormat.Read(TextFile.Read(input), options),
    };

    /// <summary>The extensions, with their dots.</summary>
    public static IReadOnlyCollection<string> Extensions => _formats.Keys;

    /// <summary>Whether a file is a document, by its extension.</summary>
    public static bool Knows(string path) => _formats.ContainsKey(Path.GetExtension(path));

    /// <summary>Reads a document.</summary>
    /// <param name="path">The file's name, for its extension; the file is not opened.</param>
    /// <param name="input">What is in it.</param>
    /// <param name="options">How to read and write it.</param>
    /// <exception cref="DocumentException">It is not a document of its format, or is too large.</exception>
    public static IDocument Open(string path, Stream input, DocumentOptions? options = null) =>
        _formats.TryGetValue(Path.GetExtension(path), out var read)
            ? read(input, options ?? new DocumentOptions())
            : throw new DocumentException($"The extension of the file must be one of {string.Join(", ", Extensions)}.");
}
