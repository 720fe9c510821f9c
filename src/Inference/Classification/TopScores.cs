using TransformerService.Models.Exports;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Classification;

/// <summary>The highest of a row's scores.</summary>
public static class TopScores
{
    /// <summary>Returns all labels with their scores, the highest first; ties keep the lower id first.</summary>
    /// <param name="head">The labels.</param>
    /// <param name="scores">The score of each label, in the order of their ids; none is NaN.</param>
    public static LabelScore[] Rank(ClassificationHead head, ReadOnlySpan<double> scores) => Rank(head, scores, scores.Length);

    /// <summary>As <see cref="Rank(ClassificationHead, ReadOnlySpan{double})"/>, the best labels alone.</summary>
    internal static LabelScore[] Rank(ClassificationHead head, ReadOnlySpan<double> scores, int count) =>
        [.. Of(scores, count).Select(label => new LabelScore(head.Labels[label.Index], label.Score))];

    /// <summary>Returns the highest scores with their indices, the highest first; ties keep the lower index first.</summary>
    /// <param name="scores">The scores; none is NaN.</param>
    /// <param name="count">The number of scores to return; at most all.</param>
    internal static (int Index, double Score)[] Of(ReadOnlySpan<double> scores, int count)
    {
        (int Index, double Score)[] top = new (int, double)[Math.Min(count, scores.Length)];
        if (top.Length == scores.Length)
        {
            for (var index = 0; index < top.Length; index++)
            {
                top[index] = (index, scores[index]);
            }

            Array.Sort(
                top,
                (left, right) => right.Score.CompareTo(left.Score) is var order and not 0 ? order : left.Index.CompareTo(right.Index)
            );
            return top;
        }

        var kept = 0;
        for (var index = 0; index < scores.Length; index++)
        {
            var score = scores[index];
            if (kept == top.Length && (kept == 0 || score <= top[^1].Score))
            {
                continue;
            }

            // Usually few of many are requested: the insertion position is searched from the last one upwards.
            var place = kept < top.Length ? kept++ : kept - 1;
            for (; place > 0 && top[place - 1].Score < score; place--)
            {
                top[place] = top[place - 1];
            }

            top[place] = (index, score);
        }

        return top;
    }
}
