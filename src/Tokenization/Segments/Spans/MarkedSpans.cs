using System.Globalization;
using System.Text;
using TransformerService.Tokenization.Sentences;

namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>
/// Spans that their first character marks: code in backticks, placeholders, tags, entities, escapes, references in brackets and emoji. They may
/// contain white space, but no line break.
/// </summary>
/// <remarks>
/// A search for an end that fails is not made again on the same line: so a line of openers is read twice, not once for each of them.
/// </remarks>
internal sealed class MarkedSpans(string text, TextWork work)
{
    private const int MostBackticks = 3;
    private readonly int[] _noBackticksBefore = new int[MostBackticks + 1];
    private readonly bool _isWebVtt = text.StartsWith("WEBVTT", StringComparison.Ordinal);
    private int _noTagBefore,
        _noCommentBefore,
        _noInstructionBefore,
        _noScriptBefore,
        _lineEnd;

    public void Find(List<ProtectedSpan> found)
    {
        var placeholders = new Placeholders(text, work);
        for (var at = 0; at < text.Length; )
        {
            work.Step();
            var length = text[at] switch
            {
                '`' => Code(at, out var run) is > 0 and var code ? code : -run,
                '<' => Tag(at),
                '&' => Entity(at),
                '\\' => Escape(at),
                '{' or '$' or '%' or '#' or '_' or ':' => placeholders.Length(at),
                '[' => BracketSpans.Reference(text, at, work),
                _ => Emoji(at),
            };
            if (length > 0)
            {
                found.Add(new ProtectedSpan(at, length) { IsMarkup = text[at] is '<' or '&' or '\\' or '[' });
            }

            at += Math.Max(1, Math.Abs(length));
        }
    }

    /// <summary>A run of backticks up to the next run of as many, as in Markdown.</summary>
    private int Code(int start, out int run)
    {
        run = Run(start);
        if (run > MostBackticks || start < _noBackticksBefore[run])
        {
            return 0;
        }

        var lineEnd = LineEnd(start);
        for (var at = start + run; at < lineEnd; )
        {
            work.Step();
            var offset = text.AsSpan(at, lineEnd - at).IndexOf('`');
            if (offset < 0)
            {
                break;
            }

            var close = Run(at + offset);
            at += offset + close;
            if (close == run)
            {
                return at - start;
            }
        }

        _noBackticksBefore[run] = lineEnd;
        return 0;

        int Run(int from)
        {
            var end = from;
            while (end < text.Length && text[end] == '`')
            {
                work.Step();
                end++;
            }

            return end - from;
        }
    }

    /// <summary>A tag or comment. Text such as <c>a &lt;b and c&gt; d</c> is none: a tag has one word, or attributes.</summary>
    private int Tag(int start)
    {
        if (start + 2 >= text.Length)
        {
            return 0;
        }

        if (text[start + 1] == '|' || char.IsAsciiDigit(text[start + 1]) || (text[start + 1] == '/' && char.IsAsciiDigit(text[start + 2])))
        {
            return BracketSpans.Tag(text, start, work);
        }

        if (!(char.IsAsciiLetter(text[start + 1]) || text[start + 1] is '/' or '!' or '?' or '%'))
        {
            return 0;
        }

        return text[start + 1] switch
        {
            '?' => UpTo("?>", start, ref _noInstructionBefore),
            '%' => UpTo("%>", start, ref _noScriptBefore),
            '!' when text.AsSpan(start).StartsWith("<!--") => UpTo("-->", start, ref _noCommentBefore),
            _ => start < _noTagBefore ? 0 : TagAt(start),
        };
    }

    private int TagAt(int start)
    {
        var isVoice = _isWebVtt && text[start + 1] == 'v' && text[start + 2] is ' ' or '.';
        var (words, marked, quote) = (0, isVoice || !char.IsAsciiLetter(text[start + 1]), '\0');
        var at = start + 1;
        for (; at < text.Length && !Punctuation.LineBreaks.Contains(text[at]); at++)
        {
            work.Step();
            var c = text[at];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c == '>')
            {
                return marked || words <= 1 ? at + 1 - start : 0;
            }
            else if (c == '<')
            {
                break;
            }
            else
            {
                quote = c is '"' or '\'' && text[at - 1] == '=' ? c : quote;
                marked |= c is '=' or '/';
                words += char.IsWhiteSpace(c) ? 1 : 0;
            }
        }

        _noTagBefore = at;
        return 0;
    }

    /// <summary>A comment, an instruction or a script, which may have tags and comparisons in it: <c>&lt;% if (a > b) %></c>.</summary>
    private int UpTo(string end, int start, ref int noneBefore)
    {
        if (start < noneBefore)
        {
            return 0;
        }

        var lineEnd = LineEnd(start);
        var close = text.AsSpan(start, lineEnd - start).IndexOf(end);
        noneBefore = close < 0 ? lineEnd : noneBefore;
        work.Pass(close < 0 ? lineEnd - start : close);
        return close < 0 ? 0 : close + end.Length;
    }

    private int Entity(int start)
    {
        const int longest = 32;
        var at = start + 1;
        at += at < text.Length && text[at] == '#' ? 1 : 0;
        var name = at;
        while (at < text.Length && at - name < longest && char.IsAsciiLetterOrDigit(text[at]))
        {
            at++;
        }

        return at - name >= 2 && at < text.Length && text[at] == ';' ? at + 1 - start : 0;
    }

    /// <summary>An escape as programs write it: <c>\n</c>, <c>\u00e9</c>.</summary>
    private int Escape(int start)
    {
        if (start + 1 == text.Length || !"nrt0\"'\\ux".Contains(text[start + 1], StringComparison.Ordinal))
        {
            return 0;
        }

        var digits = text[start + 1] switch
        {
            'u' => 4,
            'x' => 2,
            _ => 0,
        };
        return start + 2 + digits <= text.Length && !text.AsSpan(start + 2, digits).ContainsAnyExcept(NumberSpans.HexDigits)
            ? 2 + digits
            : 0;
    }

    private int Emoji(int start)
    {
        var c = text[start];
        if (c < '\u2300' && !(start + 1 < text.Length && text[start + 1] is '\uFE0F' or '\u20E3'))
        {
            return 0;
        }

        if (c >= '\u2300' && (!Rune.TryGetRuneAt(text, start, out var rune) || !IsEmoji(rune.Value)))
        {
            return 0;
        }

        var length = StringInfo.GetNextTextElementLength(text.AsSpan(start));
        work.Step(length);
        return length;
    }

    private static bool IsEmoji(int rune) =>
        rune is >= 0x2300 and <= 0x23FF or >= 0x2600 and <= 0x27BF or >= 0x2B00 and <= 0x2BFF or >= 0x1F000 and <= 0x1FAFF;

    private int LineEnd(int start)
    {
        if (start < _lineEnd)
        {
            return _lineEnd;
        }

        var length = text.AsSpan(start).IndexOfAny(Punctuation.LineBreaks);
        work.Pass(length < 0 ? text.Length - start : length);
        return _lineEnd = length < 0 ? text.Length : start + length;
    }
}
