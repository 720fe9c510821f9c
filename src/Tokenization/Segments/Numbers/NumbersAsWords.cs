namespace TransformerService.Tokenization.Segments.Numbers;

/// <summary>
/// The words of a translation that stand for numbers of its sentence. A word of the sentence accounts for one of them: in
/// <c>Room 1 has a dog</c>, <c>un</c> is the article.
/// </summary>
/// <param name="source">The sentence.</param>
/// <param name="translation">Its translation.</param>
/// <param name="sourceLanguage">The sentence's language.</param>
/// <param name="language">The translation's language.</param>
/// <param name="work">Counts the work.</param>
internal sealed class NumbersAsWords(string source, string translation, string? sourceLanguage, string? language, TextWork work)
{
    private readonly Dictionary<int, int> _left = [];

    /// <summary>Whether the translation has another word for a number; it then stands for this one.</summary>
    /// <param name="value">The number's value; negative if it has no word.</param>
    public bool Take(int value)
    {
        if (value < 0)
        {
            return false;
        }

        if (!_left.TryGetValue(value, out var left))
        {
            left = Count(translation, NumberWords.Of(language, value)) - Count(source, NumberWords.Of(sourceLanguage, value));
        }

        _left[value] = left - 1;
        return left > 0;
    }

    private int Count(string text, IReadOnlyList<string> words)
    {
        var count = 0;
        foreach (var word in words)
        {
            work.Step(text.Length);
            for (var at = 0; (at = text.IndexOf(word, at, StringComparison.OrdinalIgnoreCase)) >= 0; at += word.Length)
            {
                var end = at + word.Length;
                count += (at == 0 || !char.IsLetter(text[at - 1])) && (end == text.Length || !char.IsLetter(text[end])) ? 1 : 0;
            }
        }

        return count;
    }
}
