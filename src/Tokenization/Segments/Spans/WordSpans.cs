using System.Buffers;
using System.Collections.Frozen;
using TransformerService.Tokenization.Sentences;

namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>
/// Spans that are words without white space: URLs, e-mail addresses, file paths, host and file names, version and IP numbers, dates in digits,
/// hashes, names in code. Each word is read a fixed number of times.
/// </summary>
internal static class WordSpans
{
    private const int LongestScheme = 20,
        LongestWord = 100,
        MostSpans = 8,
        MostOfData = 4;

    private static readonly SearchValues<char> _encoded = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-"
    );

    private static readonly SearchValues<char> _telling = SearchValues.Create(".:/\\@#_&0123456789");
    private static readonly SearchValues<char> _separators = SearchValues.Create("/,;|=&+");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _schemes = PathSpans.Lookup(
        "mailto tel sms data magnet urn javascript news geo sip sips xmpp bitcoin about blob"
    );

    private static readonly SearchValues<char> _openers = SearchValues.Create("([{<\"'«“‘„*_=");
    private const string Closers = ".,;:!?)]}>\"'»”’*_…";
    private static readonly SearchValues<char> _closers = SearchValues.Create(Closers);

    public static void Find(string text, List<ProtectedSpan> found, TextWork work)
    {
        ProtectedSpan[] marked = [.. found];
        var next = 0;
        for (var at = 0; at < text.Length; )
        {
            work.Step();
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var end = at + 1;
            while (end < text.Length && !char.IsWhiteSpace(text[end]))
            {
                work.Step();
                end++;
            }

            var word = text.AsSpan(at, end - at);
            if (end - at > LongestWord && IsData(word))
            {
                // No language has such words: it is data, such as a key or Base64.
                found.Add(new ProtectedSpan(at, end - at));
            }
            else if (word.ContainsAny(_telling) || word.StartsWith("--") || IsCode(word))
            {
                Read(text, at, end, found, work);
                for (var start = at; next < marked.Length && marked[next].Start < end; next++)
                {
                    // What a placeholder or a tag cuts off is read by itself too.
                    ReadPart(text, start, Math.Max(start, marked[next].Start), found, work);
                    start = Math.Min(end, marked[next].End);
                    if (next + 1 == marked.Length || marked[next + 1].Start >= end)
                    {
                        ReadPart(text, start, end, found, work);
                    }
                }
            }

            while (next < marked.Length && marked[next].End <= end)
            {
                next++;
            }

            at = end;
        }
    }

    /// <summary>
    /// Whether a long word has only what data has, or hardly two letters beside each other. In scripts without spaces a long word is language.
    /// </summary>
    private static bool IsData(ReadOnlySpan<char> word)
    {
        var (inWords, hasOthers) = (0, false);
        for (var at = 0; at < word.Length; at++)
        {
            var c = word[at];
            if (char.IsLetter(c) && !char.IsUpper(c) && !char.IsLower(c))
            {
                return false;
            }

            inWords += at > 0 && char.IsLetter(c) && char.IsLetter(word[at - 1]) ? 1 : 0;
            hasOthers |= !(
                char.IsLetterOrDigit(c)
                || char.IsSurrogate(c)
                || Punctuation.IsMark(c)
                || Punctuation.IsApostrophe(c)
                || _encoded.Contains(c)
            );
        }

        return !hasOthers || inWords * MostOfData < word.Length;
    }

    /// <summary>A call, as <c>foo()</c>, or a capital inside a word, as <c>fooBar</c>.</summary>
    private static bool IsCode(ReadOnlySpan<char> word) =>
        word.Contains("()", StringComparison.Ordinal)
        || (word.IndexOfAnyExcept(_openers) is >= 0 and var first && CodeSpans.HasHump(word[first..].TrimEnd(Closers)));

    private static void ReadPart(string text, int start, int end, List<ProtectedSpan> found, TextWork work)
    {
        if (start < end)
        {
            Read(text, start, end, found, work);
        }
    }

    /// <summary>Reads a word: the span that it begins with, then what follows it.</summary>
    private static void Read(string text, int start, int end, List<ProtectedSpan> found, TextWork work)
    {
        for (var spans = 0; spans < MostSpans && start < end; spans++)
        {
            work.Step(end - start);
            while (start < end && _openers.Contains(text[start]))
            {
                start++;
            }

            var last = end;
            var word = text.AsSpan(start, end - start);
            bool hasBracket = word.Contains('('),
                isAddress = word.Contains("@[", StringComparison.Ordinal);
            while (
                start < last
                && _closers.Contains(text[last - 1])
                && !(
                    text[last - 1] switch
                    {
                        ')' => hasBracket,
                        ']' => isAddress,
                        _ => false,
                    }
                )
            )
            {
                last--;
            }

            if (start >= last || First(text.AsSpan(start, last - start), start, found) is not (> 0 and var length))
            {
                return;
            }

            // "v1.2.3/d41d8cd9", "a@b.org/https://c.org"
            start += length;
            while (start < last && _separators.Contains(text[start]))
            {
                start++;
            }
        }
    }

    /// <summary>Adds the spans of a word up to the first that ends before it does; returns where that ends, or 0 if there is none.</summary>
    private static int First(ReadOnlySpan<char> word, int start, List<ProtectedSpan> found)
    {
        if (UrlStart(word) is >= 0 and var url)
        {
            if (word[..url].TrimEnd("/,;|=(") is { IsEmpty: false } before)
            {
                First(before, start, found);
            }

            var stop = word[url..].IndexOfAny(PathSpans.EndsOfUrl) is >= 0 and var other ? url + other : word.Length;
            found.Add(new ProtectedSpan(start + url, stop - url));
            return stop;
        }

        if (word.Contains('@') && MailSpans.Add(word, start, found) is > 0 and var mails)
        {
            return mails;
        }

        var length =
            PathSpans.Length(word) is > 0 and var path ? path
            : NumberSpans.Length(word) is > 0 and var number ? number
            : NumberSpans.HashLength(word) is > 0 and var hash ? hash
            : CodeSpans.Length(word) is > 0 and var code ? code
            : PathSpans.NameLength(word);
        if (length > 0)
        {
            found.Add(new ProtectedSpan(start, length));
        }

        return length;
    }

    private static int UrlStart(ReadOnlySpan<char> word)
    {
        var colon = word.IndexOf("://");
        if (colon <= 0)
        {
            return
                (word.StartsWith("www.", StringComparison.OrdinalIgnoreCase) && word.Length > 4)
                || (
                    word.IndexOf(':') is > 0 and var end
                    && end + 1 < word.Length
                    && _schemes.Contains(word[..end])
                    && !Punctuation.ClosesBracket(word[end + 1])
                )
                ? 0
                : -1;
        }

        var scheme = colon;
        while (
            scheme > 0 && colon - scheme < LongestScheme && (char.IsAsciiLetterOrDigit(word[scheme - 1]) || word[scheme - 1] is '+' or '-')
        )
        {
            scheme--;
        }

        return scheme < colon ? scheme : -1;
    }
}
