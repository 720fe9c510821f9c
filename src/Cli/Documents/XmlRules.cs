using System.Xml;

namespace TransformerService.Cli.Documents;

/// <summary>
/// What XML must be like to be read: well-formed, without a document type, so that nothing is expanded or fetched, and not too deep.
/// </summary>
internal static class XmlRules
{
    /// <summary>Most elements inside each other.</summary>
    public const int Deepest = 256;

    /// <summary>Most elements.</summary>
    public const int MaxElements = 1_000_000;

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
    public static void Check(Func<XmlReader> open)
    {
        var elements = 0;
        try
        {
            using var reader = open();
            while (reader.Read())
            {
                elements += reader.NodeType == XmlNodeType.Element ? 1 : 0;
                if (reader.Depth > Deepest || elements > MaxElements)
                {
                    throw new DocumentException($"The XML has more than {MaxElements} elements, or is nested deeper than {Deepest}.");
                }
            }
        }
        catch (XmlException exception)
        {
            // The reader's own message may quote the text. Before the root only a document type can be wrong, or the whole file.
            var place = $"line {exception.LineNumber}, character {exception.LinePosition}";
            throw new DocumentException(
                elements > 0
                    ? $"The file is not well-formed XML, from {place} on."
                    : $"The file is not XML, or has a document type, at {place}. Remove the document type (<!DOCTYPE …>)."
            );
        }
    }
}
