using TransformerService.Inference.Admission;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Classification;

/// <summary>The windows of a long text: overlapping parts of its tokens, each with the special tokens around it.</summary>
/// <param name="Rows">The windows, in the order of the text.</param>
/// <param name="Tokens">The tokens of the text in each window, without the special ones.</param>
internal sealed record TextWindows(IReadOnlyList<TokenizedText> Rows, IReadOnlyList<int> Tokens)
{
    /// <summary>Divides a text, and charges its windows before they are made.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="text">The text.</param>
    /// <param name="windows">How it is divided.</param>
    /// <param name="account">What the request may take.</param>
    /// <param name="work">Stops the tokenizer.</param>
    /// <exception cref="InferenceException">There are more windows than the request may have rows.</exception>
    public static TextWindows Of(TextTokenizer tokenizer, string text, ClassificationWindows windows, RequestAccount account, TextWork work)
    {
        var (before, after, _) = tokenizer.Frame;
        var whole = tokenizer.Encode(text, int.MaxValue, work);
        int content = whole.Ids.Length - before - after,
            room = windows.Size - before - after,
            stride = Math.Min(windows.Stride ?? Math.Max(1, room / 2), room);
        List<TokenizedText> rows = [];
        List<int> tokens = [];
        for (var from = 0; rows.Count == 0 || from < content - room + stride; from += stride)
        {
            work.Look();
            account.CountRow();
            var length = Math.Clamp(content - from, 0, room);
            account.CheckWork(before + length + after);
            rows.Add(new TokenizedText(Part(whole.Ids, from, length), Part(whole.TypeIds, from, length), before + length + after));
            tokens.Add(length);
        }

        return new TextWindows(rows, tokens);

        int[] Part(int[] values, int from, int length) =>
            [.. values.AsSpan(0, before), .. values.AsSpan(before + from, length), .. values.AsSpan(values.Length - after)];
    }

    /// <summary>Joins the windows' scores.</summary>
    /// <param name="scores">The scores of each window, <c>[windows][labels]</c>.</param>
    /// <param name="combination">How.</param>
    public double[] Combine(IReadOnlyList<double[]> scores, WindowCombination combination)
    {
        var joined = new double[scores[0].Length];
        var all = Math.Max(1, Tokens.Sum());
        for (var window = 0; window < scores.Count; window++)
        {
            var weight = scores.Count == 1 ? 1 : (double)Tokens[window] / all;
            for (var label = 0; label < joined.Length; label++)
            {
                joined[label] =
                    combination == WindowCombination.Max
                        ? Math.Max(window == 0 ? double.NegativeInfinity : joined[label], scores[window][label])
                        : joined[label] + (weight * scores[window][label]);
            }
        }

        return joined;
    }
}
