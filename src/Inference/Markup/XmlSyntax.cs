using System.Buffers;
using System.Xml;
using TransformerService.Models.Errors;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Markup;

/// <summary>
/// XML, which must be well-formed. An element is inline if its parent has text of its own, and otherwise a block. CDATA sections, and
/// elements with <c>translate="no"</c>, are not translated. A document type is copied; nothing outside the document is read.
/// </summary>
internal sealed class XmlSyntax : MarkupSyntax
{
    private static readonly SearchValues<char> _endsOfName = SearchValues.Create(" \t\r\n/>");

    private const int Deepest = 1_000;

    public override IReadOnlyList<MarkupItem> Read(string source, List<MarkupItem>? values, TextWork work)
    {
        Check(source, work);
        var tokens = Tokens(source, work);
        var items = new KeptElements(source, values, Named);
        foreach (var token in tokens)
        {
            work.Step();
            var tag = source.AsSpan(token.Start, token.End - token.Start);
            switch (token.Kind)
            {
                case XmlTokenKind.Text:
                    items.Text(token.Start, token.End);
                    break;
                case XmlTokenKind.Start or XmlTokenKind.Empty:
                    var keeps = Keeps(tag);
                    items.Start(token.Name, !token.IsInline, keeps, token.Kind == XmlTokenKind.Empty, token.Start, token.End);
                    break;
                case XmlTokenKind.End:
                    items.End(token.Name, !token.IsInline, token.Start, token.End);
                    break;
                case XmlTokenKind.Data:
                    items.Keep(token.Start, token.End, tag["<![CDATA[".Length..^"]]>".Length].ToString());
                    break;
                case XmlTokenKind.Comment:
                    items.Tag(token.Start, token.End);
                    break;
                default:
                    items.Break(token.Start, token.End);
                    break;
            }
        }

        return items.Finish();
    }

    public override string Write(string text, IReadOnlyDictionary<string, string> references, bool isFirst) =>
        References.Write(text, references).Replace("]]>", "]]&gt;", StringComparison.Ordinal);

    private static bool? Keeps(ReadOnlySpan<char> tag) =>
        XmlAttributes.ValueOf(tag, "translate") switch
        {
            "no" => true,
            "yes" => false,
            _ => null,
        };

    private static void Check(string source, TextWork work)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Ignore,
            XmlResolver = null,
            ConformanceLevel = ConformanceLevel.Auto,
            CheckCharacters = true,
        };
        try
        {
            using var reader = XmlReader.Create(new StringReader(source), settings);
            while (reader.Read())
            {
                work.Step(1 + reader.Value.Length);
                if (reader.Depth > Deepest)
                {
                    throw InferenceException.Invalid($"The XML is nested deeper than {Deepest} elements.");
                }
            }
        }
        catch (XmlException exception)
        {
            // The reader's own message may quote the text.
            throw InferenceException.Invalid(
                $"The text is not well-formed XML, from line {exception.LineNumber}, character {exception.LinePosition} on. With 'format' html, broken markup is read as browsers do."
            );
        }
    }

    /// <summary>Divides well-formed XML.</summary>
    private static List<XmlToken> Tokens(string source, TextWork work)
    {
        var tokens = new List<XmlToken>();
        var parents = new Stack<XmlElement>([new XmlElement()]);
        for (var at = 0; at < source.Length; )
        {
            var end = EndOf(source, at);
            work.Step(1 + end - at);
            var text = source.AsSpan(at, end - at);
            var kind = KindOf(text);
            var name = kind is XmlTokenKind.Start or XmlTokenKind.Empty or XmlTokenKind.End ? NameIn(text) : "";
            if (kind == XmlTokenKind.Text)
            {
                parents.Peek().HasText |= !text.IsWhiteSpace();
            }

            if (kind == XmlTokenKind.End && parents.Count > 1)
            {
                tokens.Add(new(kind, at, end, name, parents.Pop().Parent));
            }
            else
            {
                tokens.Add(new(kind, at, end, name, parents.Peek()));
                if (kind == XmlTokenKind.Start)
                {
                    parents.Push(new XmlElement { Parent = parents.Peek() });
                }
            }

            at = end;
        }

        return tokens;
    }

    private static XmlTokenKind KindOf(ReadOnlySpan<char> text) =>
        text[0] != '<' ? XmlTokenKind.Text
        : text.StartsWith("<!--") ? XmlTokenKind.Comment
        : text.StartsWith("<![CDATA[") ? XmlTokenKind.Data
        : text.StartsWith("<?") || text.StartsWith("<!") ? XmlTokenKind.Other
        : text.StartsWith("</") ? XmlTokenKind.End
        : text.EndsWith("/>") ? XmlTokenKind.Empty
        : XmlTokenKind.Start;

    private static string NameIn(ReadOnlySpan<char> tag)
    {
        var start = tag[1] == '/' ? 2 : 1;
        var length = tag[start..].IndexOfAny(_endsOfName);
        return tag.Slice(start, length).ToString();
    }

    private static int EndOf(string source, int at)
    {
        if (source[at] != '<')
        {
            return source.IndexOf('<', at) is >= 0 and var next ? next : source.Length;
        }

        return source.AsSpan(at).StartsWith("<![CDATA[")
            ? EndAfter(source, at, "<![CDATA[", "]]>")
            : EndOfOther(source, at) ?? EndOfTag(source, at);
    }

    /// <summary>The end of a comment or processing instruction; null where none begins.</summary>
    private static int? EndOfOther(string source, int at) =>
        source.AsSpan(at).StartsWith("<!--") ? EndAfter(source, at, "<!--", "-->")
        : source.AsSpan(at).StartsWith("<?") ? EndAfter(source, at, "<?", "?>")
        : null;

    private static int EndAfter(string source, int at, string open, string close) =>
        source.IndexOf(close, at + open.Length, StringComparison.Ordinal) is >= 0 and var end ? end + close.Length : source.Length;

    /// <summary>The end of a tag or a document type, which may hold quoted text and declarations in brackets.</summary>
    private static int EndOfTag(string source, int at)
    {
        var depth = 0;
        while (at < source.Length)
        {
            var c = source[at];
            if (c == '<' && EndOfOther(source, at) is { } end)
            {
                at = end;
                continue;
            }

            if (c is '"' or '\'')
            {
                at = source.IndexOf(c, at + 1) is >= 0 and var quote ? quote + 1 : source.Length;
                continue;
            }

            depth += c == '<' ? 1 : 0;
            depth -= c == '>' ? 1 : 0;
            at++;
            if (depth == 0)
            {
                return at;
            }
        }

        return at;
    }

    private static string? Named(string name) =>
        name switch
        {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "apos" => "'",
            _ => null,
        };

    private enum XmlTokenKind
    {
        Text,
        Start,
        Empty,
        End,
        Data,
        Comment,
        Other,
    }

    private sealed class XmlElement
    {
        public bool HasText { get; set; }

        public XmlElement? Parent { get; init; }
    }

    private sealed record XmlToken(XmlTokenKind Kind, int Start, int End, string Name, XmlElement? Parent)
    {
        public bool IsInline => Parent?.HasText == true;
    }
}
