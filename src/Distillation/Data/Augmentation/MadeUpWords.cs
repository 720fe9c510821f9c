using TransformerService.Evaluation.Metrics;

namespace TransformerService.Distillation.Data.Augmentation;

/// <summary>The words that <see cref="MadeUpText"/> is made of.</summary>
internal static class MadeUpWords
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

    /// <summary>A name with letters that English does not have.</summary>
    public static string Name(SplitMix random) => Names[random.Below(Names.Length)];

    /// <summary>A word: a common one, or made-up syllables.</summary>
    public static string Word(SplitMix random) => random.Below(2) == 0 ? Words[random.Below(Words.Length)] : Syllables(random);

    /// <summary>A word with a capital letter.</summary>
    public static string Capital(SplitMix random) => Capital(Word(random));

    /// <summary>The word with a capital letter.</summary>
    public static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    /// <summary>The ending of a domain.</summary>
    public static string Ending(SplitMix random) => new[] { "com", "org", "fr", "net", "io", "ca" }[random.Below(6)];

    /// <summary>A made-up word of two to four syllables.</summary>
    public static string Syllables(SplitMix random) =>
        string.Concat(
            Enumerable
                .Range(0, 2 + random.Below(3))
                .Select(_ =>
                    $"{Consonants[random.Below(Consonants.Length)]}{Vowels[random.Below(Vowels.Length)]}{(random.Below(4) == 0 ? Consonants[random.Below(Consonants.Length)] : "")}"
                )
        );

    /// <summary>A word in letters of another script, which need not mean anything.</summary>
    public static string OtherScript(SplitMix random)
    {
        (var first, var last, var length) = Scripts[random.Below(Scripts.Length)];
        return string.Concat(
            Enumerable.Range(0, 1 + random.Below(length)).Select(_ => char.ConvertFromUtf32(first + random.Below(last - first + 1)))
        );
    }

    /// <summary>An emoji, or the same one twice.</summary>
    public static string Faces(SplitMix random)
    {
        (var first, var last) = Emoji[random.Below(Emoji.Length)];
        var face = char.ConvertFromUtf32(first + random.Below(last - first + 1));
        return random.Below(6) == 0 ? face + face : face;
    }
}
