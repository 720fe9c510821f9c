using System.Globalization;
using CsCheck;

namespace TransformerService.Distillation.Tests.HuggingFace;

/// <summary>Texts that tokenizers disagree about if they are not one and the same.</summary>
internal static class HostileTexts
{
    /// <summary>The zero-width joiner, which makes one emoji of several.</summary>
    public const char Joiner = '\u200d';

    // What comes after is ideographs and syllables, thousands of the same.
    private const int LastCharacter = 0x3400;

    private static readonly string[] Fragments =
    [
        " ",
        "  ",
        "\t",
        "\n",
        "\r\n",
        "\u00a0",
        "\u2003",
        "\u200b",
        "\u3000",
        "\ufeff",
        "\u2581",
        "\0",
        "\u0007",
        "\u00ad",
        "a",
        "I",
        "the",
        "word",
        "'ll",
        "##a",
        "42",
        "3.5",
        "!",
        "…",
        "«",
        "»",
        "’",
        "-",
        "_",
        "/",
        "@",
        "é",
        "e\u0301",
        "É",
        "ç",
        "œ",
        "ﬁ",
        "ß",
        "İ",
        "Å",
        "½",
        "²",
        "①",
        "～",
        "~",
        "Ω",
        "µ",
        "ＡＢＣ",
        "１２",
        "Ж",
        "я",
        "ш",
        "中",
        "国",
        "の",
        "한",
        "\u05e9\u05c1",
        "ไ",
        "\u0915\u094d\u0937",
        "😀",
        "👩\u200d👧",
        "🇫🇷",
        "𝓗",
        "☃",
        "☃☃",
        "</s>",
        "<unk>",
        "<pad>",
        "[CLS]",
        "[MASK]",
        "[UNK]",
        "<",
        ">",
    ];

    /// <summary>Fragments in any order, most of them without anything between.</summary>
    public static readonly Gen<string> Any = Gen.Int[0, Fragments.Length - 1]
        .Array[0, 14]
        .Select(places => string.Concat(places.Select(place => Fragments[place])));

    /// <summary>
    /// Every character up to the ideographs, inside a word, between spaces and at the end. Not those that are not assigned: BERT's older
    /// tokenizer drops them, the fast ones keep them as unknown.
    /// </summary>
    public static IEnumerable<string> EveryCharacter() =>
        from character in Enumerable.Range(0, LastCharacter)
        where CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.OtherNotAssigned
        let text = char.ConvertFromUtf32(character)
        select $"be{text}low {text} {text}";

    /// <summary>Each fragment alone, doubled, inside a word and between spaces; and some whole texts.</summary>
    public static IReadOnlyList<string> Some =>
        [
            .. Fragments,
            .. Fragments.Select(fragment => fragment + fragment),
            .. Fragments.Select(fragment => $"be{fragment}low"),
            .. Fragments.Select(fragment => $" so  {fragment} it "),
            "",
            "   ",
            "  Two   dogs\tare\nplaying  in the snow. ",
            "Est-ce là un chien ? « Oui ! », dit-elle ; voilà l’été 1999 : 3,5 °C…",
            "DON'T SHOUT!!! It's 100% true -- isn't it?",
            "https://example.org/a?b=c&d=%20e#f",
            string.Concat(Enumerable.Repeat("nospaces", 40)),
            string.Concat(Enumerable.Repeat("one two three ", 60)),
        ];
}
