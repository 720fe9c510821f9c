namespace TransformerService.Tokenization.Segments.Numbers;

/// <summary>
/// Compares the numbers of a sentence with those of its translation. Equal are <c>1,234.56</c>, <c>1 234,56</c> and <c>1.234,56</c>; a small
/// number and its word or Roman numeral; an hour with p.m. and the hour of a clock with 24. A number with a minus sign differs from one without,
/// unless a word such as "minus" is in the texts.
/// </summary>
public static class NumberComparison
{
    /// <summary>The most numbers that are named although none of the sentence's explains them.</summary>
    public const int MostInvented = 2;

    private const int Noon = 12;

    private static readonly string[] _roman = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI".Split(' ');

    /// <summary>
    /// Returns the numbers that are missing in the translation, those that it has once more than the sentence, and those that nothing in the
    /// sentence explains.
    /// </summary>
    /// <param name="source">The sentence.</param>
    /// <param name="translation">Its translation.</param>
    /// <param name="sourceLanguage">The sentence's language; if its number words are not known, nothing counts as unexplained.</param>
    /// <param name="language">The translation's language.</param>
    /// <param name="work">Counts the work.</param>
    public static IReadOnlyList<NumberDifference> Differences(
        string source,
        string translation,
        string? sourceLanguage,
        string? language,
        TextWork work
    )
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(translation);
        ArgumentNullException.ThrowIfNull(work);

        var numbers = WrittenNumber.Find(source, work);
        var left = WrittenNumber.Find(translation, work).ToList();
        if (numbers.Count + left.Count == 0)
        {
            return [];
        }

        if (
            numbers.Concat(left).Any(number => number.MinusLength > 0)
            && (MinusSigns.AreSpelled(source, work) || MinusSigns.AreSpelled(translation, work))
        )
        {
            numbers = [.. numbers.Select(number => number with { MinusLength = 0 })];
            left = [.. left.Select(number => number with { MinusLength = 0 })];
        }

        var missing = new List<WrittenNumber>();
        foreach (var number in numbers)
        {
            work.Step(left.Count);
            if (!Take(left, number) && !number.IsOfWord && !IsFullHour(source, number))
            {
                missing.Add(number);
            }
        }

        var words = new NumbersAsWords(source, translation, sourceLanguage, language, work);
        missing.RemoveAll(number => words.Take(number.Small) || IsWritten(number, source, translation, left, work));
        var differences = missing.Select(number => new NumberDifference(number.In(source), number)).ToList();
        List<WrittenNumber> others = [];
        foreach (var more in left)
        {
            work.Step(numbers.Count);
            if (numbers.FirstOrDefault(more.MayEqual) is { } number)
            {
                differences.Add(new NumberDifference(more.In(translation), number));
            }
            else if (!more.IsOfWord)
            {
                others.Add(more);
            }
        }

        // Of the others, one stands in the place of each that is missing.
        if (others.Count > missing.Count && !SpelledNumbers.MayBeIn(source, sourceLanguage, work))
        {
            differences.AddRange(
                others.Skip(missing.Count).Take(MostInvented).Select(other => new NumberDifference(other.In(translation), null))
            );
        }

        return differences;
    }

    /// <summary><c>10:00</c> may become <c>10 heures</c>.</summary>
    private static bool IsFullHour(string source, WrittenNumber number) =>
        number is { Length: 2, Small: 0 } && number.Start > 1 && source[number.Start - 1] == ':' && char.IsDigit(source[number.Start - 2]);

    private static bool Take(List<WrittenNumber> numbers, WrittenNumber number) =>
        numbers.FindIndex(number.MayEqual) is >= 0 and var index && Remove(numbers, index);

    private static bool Remove(List<WrittenNumber> numbers, int index)
    {
        numbers.RemoveAt(index);
        return true;
    }

    private static bool IsWritten(WrittenNumber number, string source, string translation, List<WrittenNumber> left, TextWork work)
    {
        var value = number.Small;
        if (value < 0)
        {
            return false;
        }

        work.Step(translation.Length);
        if (value > 0 && value <= _roman.Length && HasRoman(translation, _roman[value - 1]))
        {
            return true;
        }

        var after = source.AsSpan(number.End);
        after = (after.Length > 2 && after[0] == ':' && char.IsDigit(after[1]) && char.IsDigit(after[2]) ? after[3..] : after).TrimStart();
        if (
            value == Noon
            && (after.StartsWith("a.m", StringComparison.OrdinalIgnoreCase) || after.StartsWith("am", StringComparison.OrdinalIgnoreCase))
        )
        {
            return true; // midnight
        }

        return value < Noon
            && (after.StartsWith("p.m", StringComparison.OrdinalIgnoreCase) || after.StartsWith("pm", StringComparison.OrdinalIgnoreCase))
            && left.FindIndex(other => other.Small == value + Noon) is >= 0 and var index
            && Remove(left, index);
    }

    /// <summary>Whether a letter goes on with a word; <c>e</c> and <c>è</c> begin an ordinal's ending.</summary>
    private static bool GoesOn(char c) => char.IsLetter(c) && c is not ('e' or 'è' or 'º' or 'ª');

    /// <summary>Whether a text has a Roman numeral; an ordinal's ending may follow it, as in <c>XXe</c>.</summary>
    private static bool HasRoman(string text, string numeral)
    {
        for (var at = 0; (at = text.IndexOf(numeral, at, StringComparison.Ordinal)) >= 0; at += numeral.Length)
        {
            if ((at == 0 || !char.IsLetter(text[at - 1])) && (at + numeral.Length == text.Length || !GoesOn(text[at + numeral.Length])))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A number that a sentence and its translation do not have equally often.</summary>
/// <param name="Text">How it is written, where it is once more than in the other.</param>
/// <param name="Source">The number of the sentence that is missing, or that an additional one equals; null if nothing explains it.</param>
public readonly record struct NumberDifference(string Text, WrittenNumber? Source);
