using System.Xml.Linq;

namespace TransformerService.Cli.Documents;

/// <summary>
/// A paragraph of Word. A change of the formatting is a tag in its text, and so are links, notes, pictures, fields and tracked changes,
/// which come back as they are.
/// </summary>
internal sealed class DocxParagraph
{
    // As Office writes it by default, and as "Strict Open XML Document".
    private static readonly XNamespace[] _spaces =
    [
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    ];

    private static readonly string[] _invisible = ["pPr", "rPr", "proofErr", "lastRenderedPageBreak"];

    private static readonly string[] _containers = ["hyperlink", "smartTag", "sdt", "sdtContent", "customXml"];

    private static readonly string[] _breaks = ["br", "cr", "tab"];

    private readonly XNamespace _space;
    private readonly IReadOnlySet<XElement> _inFields;
    private readonly List<InlinePart> _parts = [];

    /// <summary>The elements that hold the text between two tags; one list more than there are tags.</summary>
    private readonly List<List<XElement>> _gaps =
    [
        [],
    ];
    private string? _formatting;

    private DocxParagraph(XElement paragraph, IReadOnlySet<XElement> inFields)
    {
        (_space, _inFields) = (paragraph.Name.Namespace, inFields);
        AddContent(paragraph);
        Text = new InlineText(_parts);
    }

    /// <summary>What is translated.</summary>
    public InlineText Text { get; }

    /// <summary>Whether a part is text of Word, by its XML namespace.</summary>
    public static bool Knows(XDocument part) => _spaces.Contains(part.Root?.Name.Namespace);

    /// <summary>The paragraphs of a part, those in tables and text boxes too.</summary>
    public static IReadOnlyList<DocxParagraph> Of(XDocument part)
    {
        if (part.Root?.Name.Namespace is not { } space || !_spaces.Contains(space))
        {
            return [];
        }

        HashSet<XElement> inFields = [];
        var depth = 0;
        foreach (var element in part.Descendants().Where(element => element.Name.Namespace == space))
        {
            if (element.Name.LocalName == "fldChar")
            {
                depth += (string?)element.Attribute(space + "fldCharType") switch
                {
                    "begin" => 1,
                    "end" when depth > 0 => -1,
                    _ => 0,
                };
            }
            else if (depth > 0 && element.Name.LocalName == "t")
            {
                inFields.Add(element);
            }
        }

        return [.. part.Descendants(space + "p").Select(paragraph => new DocxParagraph(paragraph, inFields))];
    }

    /// <summary>Puts a translation in; false, and no change, if it lacks a tag or placeholder.</summary>
    public bool Set(string translation)
    {
        if (Text.Read(translation) is not { } parts)
        {
            return false;
        }

        var texts = new string[_gaps.Count];
        Array.Fill(texts, "");
        var gap = 0;
        foreach (var part in parts)
        {
            gap += part.Kind == InlineKind.Text ? 0 : 1;
            texts[gap] += part.Text;
        }

        for (gap = 0; gap < texts.Length; gap++)
        {
            if (_gaps[gap].Count == 0 && texts[gap].Length > 0)
            {
                // There is no run for it here: it goes to the one before, otherwise to the one after.
                var other = _gaps.FindLastIndex(gap, elements => elements.Count > 0);
                other = other < 0 ? _gaps.FindIndex(gap, elements => elements.Count > 0) : other;
                texts[other] = other < gap ? texts[other] + texts[gap] : texts[gap] + texts[other];
            }
        }

        for (gap = 0; gap < texts.Length; gap++)
        {
            SetText(_gaps[gap], texts[gap]);
        }

        return true;
    }

    private static void SetText(List<XElement> elements, string text)
    {
        foreach (var (index, element) in elements.Index())
        {
            element.Value = index == 0 ? text : "";
            if (index == 0 && text.Trim().Length != text.Length)
            {
                element.SetAttributeValue(XNamespace.Xml + "space", "preserve");
            }
        }
    }

    private void AddContent(XElement parent)
    {
        foreach (var element in parent.Elements())
        {
            var name = element.Name.Namespace == _space ? element.Name.LocalName : "";
            if (_invisible.Contains(name))
            {
                continue;
            }

            if (name == "r")
            {
                AddRun(element);
            }
            else if (_containers.Contains(name))
            {
                AddTag(InlineKind.Tag);
                AddContent(element);
                AddTag(InlineKind.Tag);
            }
            else
            {
                AddTag(InlineKind.Tag);
            }
        }
    }

    private void AddRun(XElement run)
    {
        var formatting = run.Element(_space + "rPr")?.ToString(SaveOptions.DisableFormatting) ?? "";
        foreach (var element in run.Elements())
        {
            var name = element.Name.Namespace == _space ? element.Name.LocalName : "";
            if (_invisible.Contains(name))
            {
                continue;
            }

            if (name != "t" || _inFields.Contains(element))
            {
                AddTag(_breaks.Contains(name) ? InlineKind.Break : InlineKind.Tag);
                continue;
            }

            if (_formatting is not null && _formatting != formatting && _gaps[^1].Count > 0)
            {
                AddTag(InlineKind.Tag);
            }

            _formatting = formatting;
            _gaps[^1].Add(element);
            _parts.Add(InlinePart.Of(element.Value));
        }
    }

    /// <summary>The number stands for the element, which stays in its place.</summary>
    private void AddTag(InlineKind kind)
    {
        _parts.Add(new(kind, "", $"{_gaps.Count}"));
        _gaps.Add([]);
    }
}
