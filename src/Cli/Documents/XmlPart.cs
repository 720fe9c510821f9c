using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace TransformerService.Cli.Documents;

/// <summary>An element of XML, by its place in the text, so that the text is changed where it is meant and nowhere else.</summary>
internal sealed partial class XmlPart
{
    private readonly string _text;
    private readonly List<XmlPart> _children = [];

    private XmlPart(string text, XmlToken tag, XmlPart? parent)
    {
        _text = text;
        (Start, InnerStart, InnerEnd, End) = (tag.Start, tag.End, tag.End, tag.End);
        Parent = parent;
        var name = parent is null ? Match.Empty : QualifiedName().Match(text, tag.Start);
        (Prefix, Name) = (name.Groups[1].Value, name.Groups[2].Value);
    }

    /// <summary>The name without its prefix.</summary>
    public string Name { get; }

    /// <summary>The prefix of the name, with its colon; empty if it has none.</summary>
    public string Prefix { get; }

    public XmlPart? Parent { get; }

    public IReadOnlyList<XmlPart> Children => _children;

    /// <summary>Where its start tag begins.</summary>
    public int Start { get; }

    /// <summary>Where its content begins.</summary>
    public int InnerStart { get; }

    /// <summary>The first offset after its content.</summary>
    public int InnerEnd { get; private set; }

    /// <summary>The first offset after it.</summary>
    public int End { get; private set; }

    /// <summary>Whether it is written as one tag.</summary>
    public bool IsEmptyTag => _text[InnerStart - 2] == '/' && InnerStart == End;

    /// <summary>Its start tag, as it is written.</summary>
    public string Tag => Parent is null ? "" : _text[Start..InnerStart];

    /// <summary>Its text, with that of the elements in it.</summary>
    public string Value => ValueOf(_text, InnerStart, InnerEnd);

    /// <summary>Reads a document: the part that is returned holds its root.</summary>
    /// <exception cref="DocumentException">It is not well-formed, is nested too deeply, or has a document type.</exception>
    public static XmlPart Read(string text)
    {
        XmlRules.Check(() => XmlReader.Create(new StringReader(text), XmlRules.Settings));
        var top = new XmlPart(text, default, parent: null);
        var open = top;
        foreach (var token in XmlToken.Of(text, 0, text.Length))
        {
            if (token.Kind is XmlTokenKind.Start or XmlTokenKind.Empty)
            {
                var part = new XmlPart(text, token, open);
                open._children.Add(part);
                open = token.Kind == XmlTokenKind.Start ? part : open;
            }
            else if (token.Kind == XmlTokenKind.End && open.Parent is not null)
            {
                (open.InnerEnd, open.End) = (token.Start, token.End);
                open = open.Parent;
            }
        }

        return top;
    }

    /// <summary>The elements in it with these names, in order, at any depth.</summary>
    public IEnumerable<XmlPart> All(params string[] names)
    {
        var waiting = new Stack<XmlPart>(_children.AsEnumerable().Reverse());
        while (waiting.TryPop(out var part))
        {
            if (names.Contains(part.Name))
            {
                yield return part;
            }

            for (var child = part._children.Count - 1; child >= 0; child--)
            {
                waiting.Push(part._children[child]);
            }
        }
    }

    public XmlPart? Child(string name) => _children.Find(child => child.Name == name);

    /// <summary>The value of an attribute; null if it has none of this name.</summary>
    public string? Attribute(string name)
    {
        foreach (Match attribute in Attributes().Matches(Tag))
        {
            if (attribute.Groups[1].Value == name)
            {
                return WebUtility.HtmlDecode(attribute.Groups[2].Value[1..^1]);
            }
        }

        return null;
    }

    /// <summary>Its start tag with attributes set, for an element with content.</summary>
    public string TagWith(params (string Name, string Value)[] attributes)
    {
        var tag = IsEmptyTag ? Tag[..^"/>".Length].TrimEnd() : Tag[..^1];
        foreach (var (name, value) in attributes)
        {
            var written = $"{name}=\"{Escape(value)}\"";
            var present = Attributes().Matches(tag).FirstOrDefault(attribute => attribute.Groups[1].Value == name);
            tag = present is null ? $"{tag} {written}" : $"{tag[..(present.Index + 1)]}{written}{tag[(present.Index + present.Length)..]}";
        }

        return tag + ">";
    }

    /// <summary>The text of a part of a document, without tags and comments. Line breaks are line feeds, as XML has them.</summary>
    public static string ValueOf(string text, int start, int end)
    {
        var value = new StringBuilder();
        foreach (var token in XmlToken.Of(text, start, end))
        {
            value.Append(
                token.Kind switch
                {
                    XmlTokenKind.Text => WebUtility.HtmlDecode(LineFeeds(text[token.Start..token.End])),
                    XmlTokenKind.Data => LineFeeds(text[(token.Start + "<![CDATA[".Length)..(token.End - "]]>".Length)]),
                    _ => "",
                }
            );
        }

        return value.ToString();
    }

    /// <summary>Writes text as content or as an attribute's value; what XML cannot have becomes U+FFFD.</summary>
    public static string Escape(string text)
    {
        var valid = text.Any(c => !XmlConvert.IsXmlChar(c) && !char.IsSurrogate(c))
            ? string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : '\uFFFD'))
            : text;
        return valid
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("\"", "&quot;", StringComparison.Ordinal);
    }

    private static string LineFeeds(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    [GeneratedRegex(@"\G<([^\s:/>]+:)?([^\s:/>]+)")]
    private static partial Regex QualifiedName();

    [GeneratedRegex("""\s([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")]
    private static partial Regex Attributes();
}
