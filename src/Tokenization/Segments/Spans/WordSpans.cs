using System.Buffers;
using System.Collections.Frozen;

namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>
/// Spans that are words without white space: URLs, e-mail addresses, file paths, host and file names, version and IP numbers, dates in digits,
/// hashes. Each word is read a fixed number of times.
/// </summary>
internal static class WordSpans
{
    private const int LongestScheme = 20,
        LongestWord = 100;

    private static readonly SearchValues<char> _encoded = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-"
    );

    private static readonly SearchValues<char> _telling = SearchValues.Create(".:/\\@#0123456789");
    private static readonly SearchValues<char> _openers = SearchValues.Create("([{<\"'«“‘„*_=");
    private static readonly SearchValues<char> _closers = SearchValues.Create(".,;:!?)]}>\"'»”’*_…");
    private static readonly SearchValues<char> _endsOfUrl = SearchValues.Create("<>\"`«»“”|");

    /// <summary>What a host or file name ends with; words of a language, such as "it" or "is", are left out.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _endings = (
        "com org net edu gov mil int io dev app info biz eu uk fr de nl ru br jp cn ch ai "
        + "txt md pdf doc docx xls xlsx ppt pptx odt csv tsv json xml yml yaml toml ini cfg conf log sql db "
        + "html htm css js mjs ts tsx jsx py rb rs java kt swift php sh bat ps1 cs csproj sln vb cpp hpp exe dll lib jar "
        + "png jpg jpeg gif svg webp ico bmp tif tiff mp3 mp4 wav ogg avi mkv mov webm zip tar gz bz2 xz 7z rar iso deb rpm onnx"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    public static void Find(string text, List<ProtectedSpan> found, TextWork work)
    {
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
            if (end - at > LongestWord && !word.ContainsAnyExcept(_encoded))
            {
                // No language has such words: it is data, such as a key or Base64.
                found.Add(new ProtectedSpan(at, end - at));
            }
            else if (word.ContainsAny(_telling))
            {
                Read(text, at, end, found, work);
            }

            at = end;
        }
    }

    private static void Read(string text, int start, int end, List<ProtectedSpan> found, TextWork work)
    {
        work.Step(end - start);
        while (start < end && _openers.Contains(text[start]))
        {
            start++;
        }

        var hasBracket = text.AsSpan(start, end - start).Contains('(');
        while (start < end && _closers.Contains(text[end - 1]) && !(hasBracket && text[end - 1] == ')'))
        {
            end--;
        }

        var word = text.AsSpan(start, end - start);
        if (word.IsEmpty)
        {
            return;
        }

        if (UrlStart(word) is >= 0 and var url)
        {
            var stop = word[url..].IndexOfAny(_endsOfUrl);
            found.Add(new ProtectedSpan(start + url, stop < 0 ? word.Length - url : stop));
            return;
        }

        if (word.Contains('@') && AddMails(word, start, found))
        {
            return;
        }

        var length =
            PathLength(word) is > 0 and var path ? path
            : NumberSpans.Length(word) is > 0 and var number ? number
            : NumberSpans.HashLength(word) is > 0 and var hash ? hash
            : NameLength(word);
        if (length > 0)
        {
            found.Add(new ProtectedSpan(start, length));
        }
    }

    private static int UrlStart(ReadOnlySpan<char> word)
    {
        var colon = word.IndexOf("://");
        if (colon <= 0)
        {
            return word.StartsWith("www.", StringComparison.OrdinalIgnoreCase) && word.Length > 4 || word.StartsWith("mailto:") ? 0 : -1;
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

    private static bool AddMails(ReadOnlySpan<char> word, int start, List<ProtectedSpan> found)
    {
        var any = false;
        for (int from = 0, sign; (sign = word[from..].IndexOf('@')) >= 0; )
        {
            sign += from;
            int local = sign,
                end = sign + 1;
            while (local > from && (char.IsLetterOrDigit(word[local - 1]) || word[local - 1] is '.' or '_' or '%' or '+' or '-'))
            {
                local--;
            }

            while (end < word.Length && (char.IsLetterOrDigit(word[end]) || word[end] is '.' or '-'))
            {
                end++;
            }

            var host = word[(sign + 1)..end].TrimEnd('.');
            if (local < sign && host.LastIndexOf('.') is > 0 and var dot && host.Length - dot > 2)
            {
                found.Add(new ProtectedSpan(start + local, sign + 1 + host.Length - local));
                any = true;
            }

            from = end;
        }

        return any;
    }

    /// <summary>A path from a root (<c>/usr/bin</c>, <c>~/x</c>, <c>./x</c>, <c>C:\x</c>, <c>\\server\x</c>), or one to a file of a known kind.</summary>
    private static int PathLength(ReadOnlySpan<char> word)
    {
        var rest =
            word.StartsWith("../") ? word[3..]
            : word.StartsWith("./") || word.StartsWith("~/") || word.StartsWith(@"\\") ? word[2..]
            : word.Length > 3 && char.IsAsciiLetter(word[0]) && word[1] == ':' && word[2] is '/' or '\\' ? word[3..]
            : word[0] == '/' ? word[1..]
            : [];
        if (!rest.IsEmpty && (char.IsLetterOrDigit(rest[0]) || rest[0] is '.' or '_' or '~'))
        {
            return LengthUpTo(word);
        }

        var slash = word.LastIndexOfAny('/', '\\');
        return slash > 0 && HasEnding(word[(slash + 1)..]) ? LengthUpTo(word) : 0;

        static int LengthUpTo(ReadOnlySpan<char> path) => path.IndexOfAny(_endsOfUrl) is >= 0 and var stop ? stop : path.Length;
    }

    /// <summary>A host or file name: labels between dots, the last of them a known ending; a host may have a path.</summary>
    private static int NameLength(ReadOnlySpan<char> word)
    {
        var end = 0;
        while (end < word.Length && (char.IsLetterOrDigit(word[end]) || word[end] is '.' or '-' or '_'))
        {
            end++;
        }

        return !HasEnding(word[..end]) ? 0
            : end < word.Length && word[end] is '/' or ':' or '?' ? word.Length
            : end;
    }

    private static bool HasEnding(ReadOnlySpan<char> name) =>
        name.LastIndexOf('.') is > 0 and var dot && char.IsLetterOrDigit(name[dot - 1]) && _endings.Contains(name[(dot + 1)..]);
}
