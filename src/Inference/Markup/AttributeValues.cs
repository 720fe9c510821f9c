namespace TransformerService.Inference.Markup;

/// <summary>Finds the values of attributes that have text.</summary>
internal static class AttributeValues
{
    private static readonly string[] _translated = ["alt", "title", "placeholder"];

    /// <summary>Adds the quoted values of a start tag's attributes that are translated, if they have text.</summary>
    /// <param name="source">The document.</param>
    /// <param name="start">Where the tag begins.</param>
    /// <param name="end">The first offset after it.</param>
    /// <param name="read">Reads the items of a value.</param>
    /// <param name="values">Receives the values.</param>
    public static void Add(string source, int start, int end, Func<int, int, IEnumerable<MarkupItem>> read, List<MarkupItem> values)
    {
        var at = start + 1;
        while (at < end && !char.IsWhiteSpace(source[at]))
        {
            at++;
        }

        while (at < end)
        {
            while (at < end && (char.IsWhiteSpace(source[at]) || source[at] == '/'))
            {
                at++;
            }

            var name = at;
            while (at < end && !char.IsWhiteSpace(source[at]) && source[at] is not ('=' or '>' or '/'))
            {
                at++;
            }

            var isTranslated = _translated.Any(known => source.AsSpan(name, at - name).Equals(known, StringComparison.OrdinalIgnoreCase));
            while (at < end && char.IsWhiteSpace(source[at]))
            {
                at++;
            }

            if (at >= end || source[at] != '=')
            {
                at += at == name ? 1 : 0;
                continue;
            }

            at++;
            while (at < end && char.IsWhiteSpace(source[at]))
            {
                at++;
            }

            if (at < end && source[at] is '"' or '\'' && source.IndexOf(source[at], at + 1, end - at - 1) is >= 0 and var close)
            {
                if (isTranslated && read(at + 1, close).ToArray() is [{ Kind: MarkupKind.Text } value])
                {
                    values.Add(value);
                }

                at = close + 1;
            }
            else
            {
                while (at < end && !char.IsWhiteSpace(source[at]) && source[at] != '>')
                {
                    at++;
                }
            }
        }
    }
}
