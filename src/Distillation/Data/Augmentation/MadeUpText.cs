using System.Globalization;
using System.Text;
using TransformerService.Evaluation.Metrics;

namespace TransformerService.Distillation.Data.Augmentation;

/// <summary>Makes texts that a translation copies: placeholders, addresses, paths, code, words of other scripts, emoji, symbols.</summary>
/// <param name="characters">Symbols and letters that training must contain.</param>
internal sealed class MadeUpText(string characters)
{
    private const string Consonants = "bcdfghjklmnprstvz";
    private const string Vowels = "aeiou";

    private static readonly string[] Words =
    [
        "user",
        "name",
        "file",
        "count",
        "path",
        "order",
        "price",
        "city",
        "title",
        "date",
        "report",
        "index",
        "main",
        "config",
        "image",
        "data",
        "page",
        "item",
        "total",
        "email",
        "value",
        "key",
        "link",
        "host",
        "product",
        "id",
        "first",
        "last",
        "number",
        "status",
    ];

    private static readonly string[] Names =
    [
        "Erdoğan",
        "Łódź",
        "Dvořák",
        "Malmö",
        "Müller",
        "Strauß",
        "São Paulo",
        "Þórsson",
        "Győr",
        "Čapek",
        "Đurić",
        "Ångström",
        "Ørsted",
        "Peña",
        "Nuñez",
        "Wałęsa",
        "Škoda",
        "Žižek",
        "Ionescu",
        "Brâncuși",
        "Ștefan",
        "Țară",
        "Kovács",
        "Ólafur",
        "Håkon",
        "Søren",
        "Jürgen",
        "İzmir",
        "Bălcescu",
        "Gdańsk",
        "Nguyễn",
        "García",
        "Conceição",
        "Mañana",
        "Krūmiņš",
        "Ķekava",
        "Šiauliai",
        "Jõgeva",
        "Zażółć",
        "Ærø",
    ];

    // First and last characters of scripts, and the greatest length of a word.
    private static readonly (int First, int Last, int Length)[] Scripts =
    [
        (0x430, 0x44F, 8),
        (0x3B1, 0x3C9, 8),
        (0x5D0, 0x5EA, 6),
        (0x627, 0x64A, 6),
        (0x915, 0x939, 5),
        (0xE01, 0xE2E, 5),
        (0x3042, 0x3093, 5),
        (0x30A2, 0x30F3, 5),
        (0x4E00, 0x9FA5, 4),
        (0xAC00, 0xD7A3, 4),
        (0x10D0, 0x10F0, 6),
        (0x561, 0x586, 6),
    ];

    private static readonly (int First, int Last)[] Emoji =
    [
        (0x1F300, 0x1F5FF),
        (0x1F600, 0x1F64F),
        (0x1F680, 0x1F6C5),
        (0x1F90D, 0x1F9FF),
        (0x2600, 0x26FF),
    ];

    /// <summary>A text without white space at its ends.</summary>
    public string Next(SplitMix random) =>
        random.Below(100) switch
        {
            < 28 => Placeholder(random),
            < 38 => Url(random),
            < 44 => $"{Word(random)}{(random.Below(2) == 0 ? "." + Word(random) : "")}@{Word(random)}.{Ending(random)}",
            < 53 => FilePath(random),
            < 63 => Code(random),
            < 71 => Names[random.Below(Names.Length)],
            < 78 => OtherScript(random),
            < 85 => Faces(random),
            < 95 => characters.Length > 0 ? Spelled(random) : Names[random.Below(Names.Length)],
            _ => Identifier(random),
        };

    /// <summary>Markup to put around a text.</summary>
    public static (string Open, string Close) Markup(SplitMix random)
    {
        var tag = new[] { "b", "i", "em", "strong", "p", "span", "code", "u", "li", "h1", "x", "g" }[random.Below(12)];
        return random.Below(8) switch
        {
            0 => ("**", "**"),
            1 => ("`", "`"),
            2 => ("*", "*"),
            3 => ($"<a href=\"{Url(random)}\">", "</a>"),
            4 => ($"<{tag} class=\"{Word(random)}\">", $"</{tag}>"),
            5 => ($"<{tag} id=\"{random.Below(50)}\">", $"</{tag}>"),
            _ => ($"<{tag}>", $"</{tag}>"),
        };
    }

    private static string Placeholder(SplitMix random)
    {
        string word = Word(random),
            number = random.Below(10).ToString(CultureInfo.InvariantCulture);
        return random.Below(18) switch
        {
            0 or 1 => $"{{{word}}}",
            2 or 3 => $"{{{number}}}",
            4 => $"{{{{{word}}}}}",
            5 => $"{{{{ {word} }}}}",
            6 => "%s",
            7 => "%d",
            8 => $"%{number}$s",
            9 => $"%({word})s",
            10 => $"${number}",
            11 => $"${{{word}}}",
            12 => $"<{word}>",
            13 => $"<{word}/>",
            14 => $"[{word.ToUpperInvariant()}]",
            15 => $"__{word.ToUpperInvariant()}__",
            16 => $"${word}",
            _ => $"%{word.ToUpperInvariant()}%",
        };
    }

    private static string Url(SplitMix random)
    {
        var url = $"{(random.Below(4) == 0 ? "www." : random.Below(2) == 0 ? "https://" : "http://www.")}{Word(random)}.{Ending(random)}";
        for (var parts = random.Below(3); parts > 0; parts--)
        {
            url += "/" + Word(random);
        }

        return random.Below(4) == 0 ? $"{url}?{Word(random)}={random.Below(1000)}" : url;
    }

    private static string FilePath(SplitMix random) =>
        random.Below(5) switch
        {
            0 => $"/{Word(random)}/{Word(random)}.conf",
            1 => $"C:\\{Word(random)}\\{Word(random)}",
            2 => $"{Word(random)}/{Word(random)}.{new[] { "py", "js", "cs", "md", "json" }[random.Below(5)]}",
            3 => $"~/{Word(random)}",
            _ => $"{Word(random)}.{new[] { "pdf", "txt", "docx", "png", "csv", "zip" }[random.Below(6)]}",
        };

    private static string Code(SplitMix random) =>
        random.Below(7) switch
        {
            0 => $"{Word(random)}{Capital(random)}()",
            1 => $"{Word(random)}_{Word(random)}",
            2 => $"--{Word(random)}-{Word(random)}",
            3 => $"`{Word(random)}.{Word(random)}`",
            4 => $"{Capital(random)}{Capital(random)}",
            5 => $"{Word(random).ToUpperInvariant()}_{Word(random).ToUpperInvariant()}",
            _ => $"<{Word(random)} {Word(random)}=\"{random.Below(100)}\">",
        };

    private static string Identifier(SplitMix random) =>
        random.Below(5) switch
        {
            0 => $"v{random.Below(10)}.{random.Below(20)}.{random.Below(10)}",
            1 => string.Create(CultureInfo.InvariantCulture, $"{random.Next() & 0xFFFFFFF:x}"),
            2 => $"{Word(random).ToUpperInvariant()}-{random.Below(100_000)}",
            3 => $"#{random.Below(10_000)}",
            _ => $"@{Word(random)}{random.Below(100)}",
        };

    private static string OtherScript(SplitMix random)
    {
        (var first, var last, var length) = Scripts[random.Below(Scripts.Length)];
        return string.Concat(
            Enumerable.Range(0, 1 + random.Below(length)).Select(_ => char.ConvertFromUtf32(first + random.Below(last - first + 1)))
        );
    }

    private static string Faces(SplitMix random)
    {
        (var first, var last) = Emoji[random.Below(Emoji.Length)];
        var face = char.ConvertFromUtf32(first + random.Below(last - first + 1));
        return random.Below(6) == 0 ? face + face : face;
    }

    /// <summary>A made-up word with one of the letters, or one of the symbols alone.</summary>
    private string Spelled(SplitMix random)
    {
        Rune[] runes = [.. characters.EnumerateRunes()];
        var rune = runes[random.Below(runes.Length)];
        if (!Rune.IsLetter(rune))
        {
            return rune.ToString();
        }

        var word = Syllables(random);
        var place = random.Below(word.Length);
        word = word[..place] + rune + word[(place + 1)..];
        return Rune.IsUpper(rune) && random.Below(2) == 0 ? word.ToUpperInvariant() : Capital(word);
    }

    private static string Word(SplitMix random) => random.Below(2) == 0 ? Words[random.Below(Words.Length)] : Syllables(random);

    private static string Capital(SplitMix random) => Capital(Word(random));

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static string Ending(SplitMix random) => new[] { "com", "org", "fr", "net", "io", "ca" }[random.Below(6)];

    private static string Syllables(SplitMix random) =>
        string.Concat(
            Enumerable
                .Range(0, 2 + random.Below(3))
                .Select(_ =>
                    $"{Consonants[random.Below(Consonants.Length)]}{Vowels[random.Below(Vowels.Length)]}{(random.Below(4) == 0 ? Consonants[random.Below(Consonants.Length)] : "")}"
                )
        );
}
