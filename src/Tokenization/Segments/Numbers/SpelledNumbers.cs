using System.Buffers;
using System.Globalization;
using TransformerService.Tokenization.Sentences.Languages;

namespace TransformerService.Tokenization.Segments.Numbers;

/// <summary>Numbers that a text has in words, as Roman numerals or as fractions: a translation may write them in digits.</summary>
internal static class SpelledNumbers
{
    private static readonly SearchValues<char> _romanDigits = SearchValues.Create("IVXLCDM");

    /// <summary>How words for numbers, parts and amounts begin.</summary>
    private static readonly Dictionary<string, string[]> _beginnings = new Dictionary<string, string>
    {
        ["en"] =
            "zero nil one two three four five six seven eight nin ten elev twel thir fif twent fort hundred thousand million billion trillion "
            + "dozen score half halv quarter third first second noon midnight once twice thrice both pair couple single double triple quadr "
            + "percent centur decade fortnight last next unique alone",
        ["fr"] =
            "zéro un deux trois quatre cinq six sept huit neuf dix onz douz treiz quator quinz seiz vingt trent quarant cinquant soixant cent "
            + "mill demi moitié quart tiers premi second midi minuit double tripl paire couple dizain siècle décenni pourcent seul",
        ["de"] =
            "null ein eins zwei zwo drei dritt vier fünf sechs sieb acht neun zehn elf zwölf hundert tausend million milliard dutzend halb "
            + "hälfte viertel drittel erst mittag mitternacht beid doppel dreifach paar jahrhundert jahrzehnt prozent einzig",
        ["es"] =
            "cero un dos tres cuatr cuart cinc seis siete ocho nueve diez once doce trece cator quinc dieci veint trein cuaren cincuen sesen "
            + "seten ochen noven cien ciento mil medi mitad tercer tercio primer segund mediod mediano doble triple par docena siglo década sol",
        ["it"] =
            "zero un due tre quattr quart cinqu sei sett ott nov dieci undic dodic tredic quattord quind sedic dicia diciott vent trent quarant "
            + "cinquant sessant settant cent mill mezz metà terz prim second doppi tripl paio coppia dozzin secol decenni sol",
        ["pt"] =
            "zero um dois duas três quatr quart cinc seis sete oito nove dez onze doze treze quator cator quinze deza dezo vint trint quarent "
            + "cinquent sessent setent oitent novent cem cento mil mei metade terço terceir primeir segund dobr tripl par casal dúzia sécul década só",
        ["nl"] =
            "nul een één twee drie derd vier vijf zes zeven acht negen tien elf twaalf dertien veertien twintig dertig veertig honderd duizend "
            + "miljoen miljard dozijn half helft kwart eerst middag middernacht beide dubbel paar eeuw decenni procent enig",
        ["ru"] =
            "ноль нул оди одн перв два две двух втор три трё трех трет четыр четвёр четвер пят шест сем восем восьм девят десят одиннадцат "
            + "двенадцат двадцат тридцат сорок сто сот тысяч миллион миллиард полов пол дюжин полдень полночь оба обе двойн пар век единств",
    }.ToDictionary(language => language.Key, language => language.Value.Split(' '));

    /// <summary>Whether a text may have such numbers; also if its language's words are not known.</summary>
    public static bool MayBeIn(string text, string? language, TextWork work)
    {
        if (language is null || !_beginnings.TryGetValue(LanguageCodes.WithTwoLetters(language), out var beginnings))
        {
            return true;
        }

        for (var at = 0; at < text.Length; at++)
        {
            work.Step();
            if (char.GetUnicodeCategory(text[at]) is UnicodeCategory.OtherNumber or UnicodeCategory.LetterNumber)
            {
                return true;
            }

            if (!char.IsLetter(text[at]))
            {
                continue;
            }

            var end = at + 1;
            while (end < text.Length && char.IsLetter(text[end]))
            {
                end++;
            }

            var word = text.AsSpan(at, end - at);
            work.Step(beginnings.Length);
            if (IsRoman(word) || Begins(word, beginnings))
            {
                return true;
            }

            at = end - 1;
        }

        return false;
    }

    private static bool Begins(ReadOnlySpan<char> word, string[] beginnings)
    {
        foreach (var beginning in beginnings)
        {
            if (word.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsRoman(ReadOnlySpan<char> word) => word.Length > 1 && !word.ContainsAnyExcept(_romanDigits);
}
