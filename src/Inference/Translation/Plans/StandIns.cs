using System.Text;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>Words that stand for protected spans while a model translates the sentence around them.</summary>
internal static class StandIns
{
    /// <summary>Chooses words that do not occur in a text; null if there are not enough of them.</summary>
    public static IReadOnlyList<string>? Choose(IReadOnlyList<string> copied, string text, int count)
    {
        if (count > copied.Count)
        {
            return null;
        }

        string[] chosen = [.. copied.Where(word => !text.Contains(word, StringComparison.OrdinalIgnoreCase)).Take(count)];
        return chosen.Length == count ? chosen : null;
    }

    /// <summary>Puts the spans in the place of their words; null unless each word stands in the translation exactly once and as a word.</summary>
    /// <param name="translation">The translation.</param>
    /// <param name="words">The words.</param>
    /// <param name="spans">The span that each stands for.</param>
    /// <param name="write">Changes what is between the words, such as its case.</param>
    public static string? Restore(string translation, IReadOnlyList<string> words, IReadOnlyList<string> spans, Func<string, string> write)
    {
        var places = new (int Start, int Index)[words.Count];
        for (var index = 0; index < words.Count; index++)
        {
            var start = Find(translation, words[index], 0);
            if (start < 0 || translation.IndexOf(words[index], start + words[index].Length, StringComparison.OrdinalIgnoreCase) >= 0)
            {
                return null;
            }

            places[index] = (start, index);
        }

        Array.Sort(places);
        var text = new StringBuilder();
        var done = 0;
        foreach (var (start, index) in places)
        {
            text.Append(write(translation[done..start])).Append(spans[index]);
            done = start + words[index].Length;
        }

        return text.Append(write(translation[done..])).ToString();
    }

    /// <summary>Puts the spans in the place of their words, wherever and however often they stand: for a translation that is the last.</summary>
    public static string Replace(string translation, IReadOnlyList<string> words, IReadOnlyList<string> spans) =>
        words.Index().Aggregate(translation, (text, word) => text.Replace(word.Item, spans[word.Index], StringComparison.Ordinal));

    /// <summary>Where a word stands that neither a letter nor a digit touches; −1 if it stands nowhere, or first inside another word.</summary>
    public static int Find(string text, string word, int from)
    {
        var start = text.IndexOf(word, from, StringComparison.Ordinal);
        var end = start + word.Length;
        return
            start >= 0 && (start == 0 || !char.IsLetterOrDigit(text[start - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]))
            ? start
            : -1;
    }
}
