namespace TransformerService.Cli.Documents;

/// <summary>A tag, a text or another part of well-formed XML without a document type.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">The first offset after it.</param>
internal readonly record struct XmlToken(XmlTokenKind Kind, int Start, int End)
{
    /// <summary>Divides a part of a document.</summary>
    public static IEnumerable<XmlToken> Of(string text, int start, int end)
    {
        while (start < end)
        {
            var token = At(text, start, end);
            yield return token;
            start = token.End;
        }
    }

    private static XmlToken At(string text, int start, int end)
    {
        var rest = text.AsSpan(start, end - start);
        if (rest[0] != '<')
        {
            return new(XmlTokenKind.Text, start, start + Length(rest.IndexOf('<'), 0, rest));
        }

        if (rest.StartsWith("<!--"))
        {
            return new(XmlTokenKind.Comment, start, start + Length(rest.IndexOf("-->"), 3, rest));
        }

        if (rest.StartsWith("<![CDATA["))
        {
            return new(XmlTokenKind.Data, start, start + Length(rest.IndexOf("]]>"), 3, rest));
        }

        if (rest.StartsWith("<?"))
        {
            return new(XmlTokenKind.Instruction, start, start + Length(rest.IndexOf("?>"), 2, rest));
        }

        var close = start + EndOfTag(rest);
        return new(
            rest.StartsWith("</") ? XmlTokenKind.End
                : text[close - 2] == '/' ? XmlTokenKind.Empty
                : XmlTokenKind.Start,
            start,
            close
        );
    }

    /// <summary>A value in quotes may hold the sign that ends a tag.</summary>
    private static int EndOfTag(ReadOnlySpan<char> rest)
    {
        var at = 0;
        while (rest[at..].IndexOfAny('>', '"', '\'') is >= 0 and var next)
        {
            at += next + 1;
            if (rest[at - 1] == '>')
            {
                return at;
            }

            at += rest[at..].IndexOf(rest[at - 1]) + 1;
        }

        return rest.Length;
    }

    private static int Length(int found, int sign, ReadOnlySpan<char> rest) => found < 0 ? rest.Length : found + sign;
}

/// <summary>What a part of XML is.</summary>
internal enum XmlTokenKind
{
    Text,
    Start,
    Empty,
    End,
    Data,
    Comment,
    Instruction,
}
