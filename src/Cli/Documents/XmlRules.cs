using System.Xml;

namespace TransformerService.Cli.Documents;

/// <summary>What XML must be like to be read: well-formed, without a document type, so that nothing is expanded or fetched, and not too deep.</summary>
internal static class XmlRules
{
    /// <summary>Most elements inside each other.</summary>
    public const int Deepest = 256;

    /// <summary>How XML is read.</summary>
    public static XmlReaderSettings Settings =>
        new()
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            CheckCharacters = true,
            MaxCharactersInDocument = TextFile.MaxBytes,
        };

    /// <summary>Reads XML once.</summary>
    /// <exception cref="DocumentException">It breaks a rule.</exception>
    public static void Check(Func<TextReader> open)
    {
        var hasRoot = false;
        try
        {
            using var text = open();
            using var reader = XmlReader.Create(text, Settings);
            while (reader.Read())
            {
                hasRoot |= reader.NodeType == XmlNodeType.Element;
                if (reader.Depth > Deepest)
                {
                    throw new DocumentException($"The XML is nested deeper than {Deepest} elements.");
                }
            }
        }
        catch (XmlException exception)
        {
            // The reader's own message may quote the text. Before the root only a document type can be wrong, or the whole file.
            var place = $"line {exception.LineNumber}, character {exception.LinePosition}";
            throw new DocumentException(
                hasRoot
                    ? $"The file is not well-formed XML, from {place} on."
                    : $"The file is not XML, or has a document type, at {place}. Remove the document type (<!DOCTYPE …>)."
            );
        }
    }
}
