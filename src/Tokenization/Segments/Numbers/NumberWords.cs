using TransformerService.Tokenization.Sentences.Languages;

namespace TransformerService.Tokenization.Segments.Numbers;

/// <summary>The words for the numbers up to twelve; several forms of one stand with a slash between them.</summary>
internal static class NumberWords
{
    private static readonly Dictionary<string, string[][]> _words = new Dictionary<string, string>
    {
        ["en"] = "zero/no one/first/a/an two/second three four five six seven eight nine ten eleven twelve/noon",
        ["fr"] = "zéro/aucun un/une/premier/première deux trois quatre cinq six sept huit neuf dix onze douze/midi",
        ["de"] = "null ein/eins/erste zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
        ["es"] = "cero un/uno/una/primer dos tres cuatro cinco seis siete ocho nueve diez once doce",
        ["it"] = "zero un/uno/una/primo due tre quattro cinque sei sette otto nove dieci undici dodici",
        ["pt"] = "zero um/uma/primeiro dois/duas três quatro cinco seis sete oito nove dez onze doze",
        ["nl"] = "nul een/één/eerste twee drie vier vijf zes zeven acht negen tien elf twaalf",
        ["ru"] = "ноль один/одна/одно два/две три четыре пять шесть семь восемь девять десять одиннадцать двенадцать",
    }.ToDictionary(pair => pair.Key, pair => pair.Value.Split(' ').Select(forms => forms.Split('/')).ToArray());

    /// <summary>The words for a number; none if it is too large, or the language is not known.</summary>
    public static IReadOnlyList<string> Of(string? language, int value) =>
        language is not null && _words.TryGetValue(LanguageCodes.WithTwoLetters(language), out var words) && value < words.Length
            ? words[value]
            : [];
}
