using TransformerService.Client;

namespace TransformerService.Cli.Documents;

/// <summary>A file whose texts are translated while everything else in it stays as it is.</summary>
internal interface IDocument
{
    /// <summary>What is translated, in the order of the file.</summary>
    IReadOnlyList<DocumentText> Texts { get; }

    /// <summary>Returns what is wrong with the translation of a text; null if it can be written.</summary>
    /// <param name="index">The text's place in <see cref="Texts"/>.</param>
    /// <param name="translation">Its translation.</param>
    string? Check(int index, string translation);

    /// <summary>
    /// Writes the file with translations, one for each text; a text stays as it is where its translation is null or fails the check.
    /// </summary>
    void Write(Stream output, IReadOnlyList<string?> translations);
}

/// <summary>One text of a document, sent to the server as it is here.</summary>
/// <param name="Text">The text.</param>
/// <param name="Format">The format that the server reads it in.</param>
/// <param name="Place">Where it stands in the file, for messages; it does not quote the text.</param>
internal sealed record DocumentText(string Text, TextFormat Format, string Place)
{
    /// <summary>Whether it is HTML.</summary>
    public bool Html => Format == TextFormat.Html;
}

/// <summary>A file that is not a document of its format; the message says what to change, and does not quote the file.</summary>
internal sealed class DocumentException(string message) : Exception(message);
