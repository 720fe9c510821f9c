using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Tagging;

/// <summary>
/// Joins tokens to entities as Hugging Face's token-classification pipeline does: tokens to words if the aggregation asks for words, then
/// neighbours of one type to entities. Places are UTF-16 units of the text.
/// </summary>
internal static class Entities
{
    private const string Outside = "O",
        Begin = "B-",
        Inside = "I-",
        Marks = "BIELSUM"; // those of the schemes BIO, BIOES, BILOU and BMES

    /// <summary>Returns the entities of a text, without what is outside of any.</summary>
    /// <param name="text">The text.</param>
    /// <param name="row">Its tokens.</param>
    /// <param name="scores">The score of each label, for each token.</param>
    /// <param name="labels">The labels in the order of their ids.</param>
    /// <param name="aggregation">How tokens are joined.</param>
    public static List<TaggedEntity> Of(
        string text,
        AlignedText row,
        double[][] scores,
        IReadOnlyList<string> labels,
        TagAggregation aggregation
    )
    {
        List<Part> parts = [];
        for (var token = 0; token < row.Tokens.Count; token++)
        {
            if (!row.Tokens[token].IsSpecial)
            {
                parts.Add(new Part(row.Tokens[token].Start, row.Tokens[token].End, scores[token], IsSubword(text, row, token)));
            }
        }

        // A part keeps its best label from here on.
        List<Tagged> tagged = aggregation is TagAggregation.None or TagAggregation.Simple
            ? [.. parts.Select(part => Best(part.Start, part.End, part.Scores))]
            : [.. Groups(parts, (_, next) => next.IsSubword).Select(word => WordOf(word, aggregation))];
        return aggregation == TagAggregation.None
            ? [.. tagged.Where(part => labels[part.Label] != Outside).Select(part => Entity(text, [part], labels[part.Label]))]
            :
            [
                .. Groups(tagged, (last, next) => Joins(labels[last.Label], labels[next.Label]))
                    .Select(group => (Parts: group, Name: NameOf(labels[group[0].Label])))
                    .Where(group => group.Name != Outside)
                    .Select(group => Entity(text, group.Parts, group.Name)),
            ];
    }

    /// <summary>An entity's name: its first label without the mark of a scheme, such as <c>B-</c>, <c>S-</c> or <c>U-</c>.</summary>
    private static string NameOf(string label) => label is [var mark, '-', _, ..] && Marks.Contains(mark) ? label[Begin.Length..] : label;

    /// <summary>The type by which neighbours are joined: without a <c>B-</c> or <c>I-</c>.</summary>
    private static string TypeOf(string label) =>
        label.StartsWith(Begin, StringComparison.Ordinal) || label.StartsWith(Inside, StringComparison.Ordinal)
            ? label[Begin.Length..]
            : label;

    private static bool Joins(string last, string next) =>
        TypeOf(last) == TypeOf(next) && !next.StartsWith(Begin, StringComparison.Ordinal);

    /// <summary>
    /// Whether a token continues a word: where subwords have a prefix, its length differs from its part of the text; otherwise there is no
    /// space before it.
    /// </summary>
    private static bool IsSubword(string text, AlignedText row, int index)
    {
        var token = row.Tokens[index];
        return !token.IsUnknown
            && (row.MarksSubwords ? token.Token.Length != token.End - token.Start : token.Start > 0 && text[token.Start - 1] != ' ');
    }

    private static Tagged WordOf(List<Part> word, TagAggregation aggregation)
    {
        var scores = aggregation switch
        {
            TagAggregation.First => word[0].Scores,
            TagAggregation.Max => word.MaxBy(part => part.Scores.Max())?.Scores ?? word[0].Scores,
            _ => [.. Enumerable.Range(0, word[0].Scores.Length).Select(label => word.Average(part => part.Scores[label]))],
        };
        return Best(word[0].Start, word[^1].End, scores);
    }

    private static Tagged Best(int start, int end, double[] scores)
    {
        var best = 0;
        for (var label = 1; label < scores.Length; label++)
        {
            best = scores[label] > scores[best] ? label : best;
        }

        return new Tagged(start, end, best, scores[best]);
    }

    private static TaggedEntity Entity(string text, List<Tagged> group, string label) =>
        new(label, group.Average(part => part.Score), text[group[0].Start..group[^1].End], group[0].Start, group[^1].End);

    /// <summary>Joins each part with the one before it where <paramref name="joins"/> is true.</summary>
    private static List<List<T>> Groups<T>(IReadOnlyList<T> parts, Func<T, T, bool> joins)
    {
        List<List<T>> groups = [];
        foreach (var part in parts)
        {
            if (groups is [.., var group] && joins(group[^1], part))
            {
                group.Add(part);
            }
            else
            {
                groups.Add([part]);
            }
        }

        return groups;
    }

    /// <summary>A token, or a word of several.</summary>
    private sealed record Part(int Start, int End, double[] Scores, bool IsSubword);

    /// <summary>A part with its best label.</summary>
    private readonly record struct Tagged(int Start, int End, int Label, double Score);
}
