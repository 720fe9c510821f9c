using System.Buffers;
using System.Collections.Frozen;

namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>Words that are file paths, host or file names.</summary>
internal static class PathSpans
{
    /// <summary>What no URL or path contains.</summary>
    public static readonly SearchValues<char> EndsOfUrl = SearchValues.Create("<>\"`«»“”|");

    private static readonly SearchValues<char> _ofHost = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");

    /// <summary>What a host or file name ends with; words of a language, such as "it" or "is", are left out.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _endings = Lookup(
        "com org net edu gov mil int io dev app info biz eu uk fr de nl ru br jp cn ch ai "
            + "txt md pdf doc docx xls xlsx ppt pptx odt csv tsv json xml yml yaml toml ini cfg conf log sql db "
            + "html htm css js mjs ts tsx jsx py rb rs java kt swift php sh bat ps1 cs csproj sln vb cpp hpp exe dll lib jar "
            + "png jpg jpeg gif svg webp ico bmp tif tiff mp3 mp4 wav ogg avi mkv mov webm zip tar gz bz2 xz 7z rar iso deb rpm onnx"
    );

    /// <summary>What the short name of a host ends with where a path follows: <c>youtu.be/x</c>, <c>bit.ly/x</c>.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _countries = Lookup(
        "ac ad ae af ag ai al am ar as at au az ba bd be bg bh bo br by bz ca cc cd cf ch ci cl cm cn co cr cu cy cz de dj dk do dz ec ee eg es "
            + "et eu fi fm fr ga gd ge gg gh gl gp gq gr gs gt gy hk hn hr hu id ie il im in io iq ir is it je jm jo jp ke kg kr kw kz la lb lc "
            + "li lk lt lu lv ly ma md me mg mk ml mm mn mo ms mt mu mv mx my mz na nc ng ni nl no np nu nz om pa pe pf ph pk pl pm pr ps pt pw "
            + "py qa re ro rs ru rw sa sc sd se sg sh si sk sl sm sn so sr st su sv sx sy tc tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk "
            + "us uy uz vc ve vg vi vn vu wf ws za zm zw"
    );

    /// <summary>A path from a root (<c>/usr/bin</c>, <c>~/x</c>, <c>./x</c>, <c>C:\x</c>, <c>\\server\x</c>), or one to a file of a known kind.</summary>
    public static int Length(ReadOnlySpan<char> word)
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
        return slash > 0 && (HasEnding(word[(slash + 1)..]) || IsFolder(word) || AreKeys(word)) ? LengthUpTo(word) : 0;
    }

    private static int LengthUpTo(ReadOnlySpan<char> path) => path.IndexOfAny(EndsOfUrl) is >= 0 and var stop ? stop : path.Length;

    /// <summary><c>node_modules/</c></summary>
    private static bool IsFolder(ReadOnlySpan<char> word)
    {
        var letters = 0;
        foreach (var c in word)
        {
            letters += char.IsLetter(c) ? 1 : 0;
            if (!(char.IsLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or '~'))
            {
                return false;
            }
        }

        return word[^1] == '/' && letters > 1;
    }

    /// <summary><c>HKLM\Software\X</c>; <c>\n</c> between words is an escape.</summary>
    private static bool AreKeys(ReadOnlySpan<char> word)
    {
        var count = 0;
        for (var at = 0; at < word.Length; at++)
        {
            if (word[at] == '\\')
            {
                count++;
                if (at + 1 == word.Length || !(char.IsAsciiLetterUpper(word[at + 1]) || char.IsAsciiDigit(word[at + 1])))
                {
                    return false;
                }
            }
        }

        return count > 1;
    }

    /// <summary>A host or file name: labels between dots, the last of them a known ending; a host may have a path.</summary>
    public static int NameLength(ReadOnlySpan<char> word)
    {
        var end = 0;
        while (end < word.Length && (char.IsLetterOrDigit(word[end]) || word[end] is '.' or '-' or '_'))
        {
            end++;
        }

        return word[..end] is "localhost" && end + 1 < word.Length && word[end] == ':' && char.IsAsciiDigit(word[end + 1]) ? word.Length
            : !HasEnding(word[..end])
                ? IsShortLink(word, end) ? LengthUpTo(word)
                    : 0
            : end < word.Length && word[end] is '/' or ':' or '?' ? LengthUpTo(word)
            : end;
    }

    /// <summary><c>youtu.be/x</c>: a host in small letters of a country, and a path.</summary>
    private static bool IsShortLink(ReadOnlySpan<char> word, int end)
    {
        var host = word[..end];
        return end + 1 < word.Length
            && word[end] == '/'
            && char.IsAsciiLetterOrDigit(word[end + 1])
            && host.LastIndexOf('.') is > 0 and var dot
            && _countries.Contains(host[(dot + 1)..])
            && !host[..dot].ContainsAnyExcept(_ofHost)
            && char.IsAsciiLetterOrDigit(host[dot - 1]);
    }

    /// <summary>Whether a name has a known ending, which the number of a line may follow: <c>a.cs</c>, <c>a.cs:12</c>.</summary>
    private static bool HasEnding(ReadOnlySpan<char> name)
    {
        if (name.LastIndexOf(':') is > 0 and var colon && !name[(colon + 1)..].ContainsAnyExceptInRange('0', '9'))
        {
            name = name[..colon];
        }

        return name.LastIndexOf('.') is > 0 and var dot
            && (char.IsLetterOrDigit(name[dot - 1]) || name[dot - 1] == '*')
            && _endings.Contains(name[(dot + 1)..]);
    }

    /// <summary>A set of words that a space divides, to look parts of a text up in.</summary>
    public static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup(string words) =>
        words
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .ToFrozenSet(StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
}
