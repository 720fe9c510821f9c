using System.Text;

namespace TransformerService.Micro;

/// <summary>A text of one repeated unit, or of two halves.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Text">Returns a text of about the given number of characters.</param>
internal sealed record HostileTexts(string Name, Func<int, string> Text)
{
    public static IReadOnlyList<HostileTexts> Units { get; } =
    [
        .. new (string Name, string Unit)[]
        {
            ("a", "a"),
            ("words", "word "),
            ("words of 100 letters", new string('w', 100) + " "),
            ("spaces", " "),
            ("line breaks", "\n"),
            ("carriage returns", "\r"),
            ("both line breaks", "\r\n"),
            ("no-break spaces", "\u00A0"),
            ("accents", "\u0301"),
            ("letters with accents", "e\u0301"),
            ("marks of two classes in turn", "\u0301\u0316"),
            ("Tibetan marks", "\u0F73"),
            ("voiced marks", "\u3099"),
            ("half-width voiced marks", "\u30AB\uFF9E"),
            ("Hangul jamo", "\u1100\u1161\u11A8"),
            ("vowel jamo", "\u1161"),
            ("final jamo", "\u11A8"),
            ("Hangul syllables", "\uAC00"),
            ("ligatures of 18 letters", "\uFDFA"),
            ("!", "!"),
            ("! and a space", "! "),
            ("(", "("),
            (")", ")"),
            ("[", "["),
            (">>", ">>"),
            ("<<", "<<"),
            ("language codes", ">>fr<<"),
            ("text in >> and << that is no language code", ">>a<<"),
            ("quotes", "\""),
            ("French quotes", "« » "),
            ("curly quotes", "“”"),
            ("apostrophes", "'s"),
            ("dots", "."),
            ("dots and spaces", ". "),
            ("sentences", "A. "),
            ("closed quotes", ". \" "),
            ("abbreviations", "Dr. "),
            ("dotted abbreviations", "e.g. "),
            ("initials", "U.S.A."),
            ("numbers with dots", "1. "),
            ("decimals", "1.2"),
            ("ellipses", "\u2026"),
            ("ideographs", "\u4E2D"),
            ("CJK full stops", "\u3002"),
            ("CJK sentences", "\u4E2D\u3002"),
            ("CJK brackets", "\u300C\u300D"),
            ("danda", "\u0964 "),
            ("zero-width joiners", "\u200D"),
            ("emoji joined", "\U0001F469\u200D"),
            ("zero-width spaces", "\u200B"),
            ("byte order marks", "\uFEFF"),
            ("direction marks", "\u202E"),
            ("U+FFFE", "\uFFFE"),
            ("unknown characters", "\U0001F9FF"),
            ("letters beyond the first plane", "\uD835\uDCD7"),
            ("high surrogates alone", "\uD800"),
            ("low surrogates alone", "\uDC00"),
            ("surrogates in the wrong order", "\uDC00\uD800"),
            ("controls", "\u0001"),
            ("NUL", "\0"),
            ("<s>", "<s>"),
            ("[MASK]", "[MASK]"),
            ("<extra_id_7>", "<extra_id_7>"),
            ("U+2581", "\u2581"),
            ("##", "##"),
            ("digits", "1"),
            ("capitals", "A"),
            ("@", "a@b."),
            ("hyphens", "-"),
            ("links", "http://a.b/"),
            ("card numbers", "4111-"),
            ("named secrets", "password="),
            ("key prefixes", "tsk_"),
            ("colons", ":"),
        }.Select(unit => new HostileTexts(
            unit.Name,
            characters => string.Concat(Enumerable.Repeat(unit.Unit, characters / unit.Unit.Length))
        )),
        new(
            "marks of two classes in the wrong order",
            characters => new StringBuilder("a").Append('\u0301', characters / 2).Append('\u0316', characters / 2).ToString()
        ),
        new(
            "open brackets, then closing ones",
            characters => new StringBuilder().Append('(', characters / 2).Append(')', characters / 2).ToString()
        ),
        new(
            "codes opened, then closed",
            characters => string.Concat(Enumerable.Repeat(">>", characters / 4)) + string.Concat(Enumerable.Repeat("<<", characters / 4))
        ),
        new("one word, then a dot", characters => new string('a', characters) + "."),
        new("random letters", characters => new string([.. Letters().Take(characters)])),
    ];

    private static IEnumerable<char> Letters()
    {
        var random = new Random(7);
        while (true)
        {
            yield return (char)('a' + random.Next(26));
        }
    }
}
