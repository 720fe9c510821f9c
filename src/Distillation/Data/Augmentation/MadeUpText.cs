using System.Globalization;
using System.Text;
using TransformerService.Evaluation.Metrics;
using static TransformerService.Distillation.Data.Augmentation.MadeUpWords;

namespace TransformerService.Distillation.Data.Augmentation;

/// <summary>Makes texts that a translation copies: placeholders, addresses, paths, code, words of other scripts, emoji, symbols.</summary>
/// <param name="characters">Symbols and letters that training must contain.</param>
internal sealed class MadeUpText(string characters)
{
    /// <summary>A text without white space at its ends.</summary>
    public string Next(SplitMix random) =>
        random.Below(100) switch
        {
            < 28 => Placeholder(random),
            < 38 => Url(random),
            < 44 => $"{Word(random)}{(random.Below(2) == 0 ? "." + Word(random) : "")}@{Word(random)}.{Ending(random)}",
            < 53 => FilePath(random),
            < 63 => Code(random),
            < 71 => Name(random),
            < 78 => OtherScript(random),
            < 85 => Faces(random),
            < 95 => characters.Length > 0 ? Spelled(random) : Name(random),
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
}
