using System.Buffers;

namespace TransformerService.Inference.Markup;

/// <summary>Reads the attributes of well-formed XML.</summary>
internal static class XmlAttributes
{
    private static readonly SearchValues<char> _beforeName = SearchValues.Create(" \t\r\n\"':");

    /// <summary>The value of an attribute of a tag, whatever its prefix, as in <c>its:translate</c>; empty if there is none.</summary>
    public static ReadOnlySpan<char> ValueOf(ReadOnlySpan<char> tag, string name)
    {
        while (tag.IndexOf('=') is > 0 and var sign)
        {
            var written = tag[..sign].TrimEnd();
            written = written[(written.LastIndexOfAny(_beforeName) + 1)..];
            var value = tag[(sign + 1)..].TrimStart();
            var close = value.Length < 2 ? -1 : value[1..].IndexOf(value[0]);
            if (close < 0 || written.SequenceEqual(name))
            {
                return close < 0 ? [] : value.Slice(1, close);
            }

            tag = value[(close + 2)..];
        }

        return [];
    }
}
