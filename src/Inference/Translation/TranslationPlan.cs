using TransformerService.Inference.Decoding;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Sentences;

namespace TransformerService.Inference.Translation;

/// <summary>
/// The parts of a text that are translated or copied: its sentences, each a row of the model, and the white space and line breaks
/// around them.
/// </summary>
internal sealed class TranslationPlan
{
    private readonly string _text;
    private readonly IReadOnlyList<TextSegment> _segments;

    private TranslationPlan(string text, IReadOnlyList<TextSegment> segments, IReadOnlyList<TokenizedText> rows)
    {
        _text = text;
        _segments = segments;
        Rows = rows;
    }

    /// <summary>The rows to translate, in the order of the text.</summary>
    public IReadOnlyList<TokenizedText> Rows { get; }

    /// <summary>Splits a text into sentences; a text without any has nothing to translate.</summary>
    /// <param name="text">The text.</param>
    /// <param name="language">Its language's code.</param>
    /// <param name="countRow">Called for each sentence found; may throw to stop.</param>
    /// <param name="encode">Converts text to tokens.</param>
    /// <param name="work">Counts the work.</param>
    public static TranslationPlan OfSentences(
        string text,
        string? language,
        Action countRow,
        Func<string, TokenizedText> encode,
        TextWork work
    )
    {
        var segments = SentenceSplitter.Split(text, language, work, countRow);
        return new TranslationPlan(
            text,
            segments,
            [.. segments.Where(segment => segment.IsSentence).Select(segment => encode(segment.In(text).ToString()))]
        );
    }

    /// <summary>Translates a text as one sequence, even an empty one.</summary>
    public static TranslationPlan OfWhole(string text, Action countRow, Func<string, TokenizedText> encode)
    {
        countRow();
        return new(text, [new TextSegment(0, text.Length, IsSentence: true)], [encode(text)]);
    }

    /// <summary>Joins the translated rows.</summary>
    /// <param name="sequences">The sequences of each of <see cref="Rows"/>, best first.</param>
    /// <param name="hypotheses">The number of requested hypotheses.</param>
    /// <param name="decode">Converts tokens to text.</param>
    public TranslatedText Assemble(ReadOnlySpan<IReadOnlyList<GeneratedSequence>> sequences, int hypotheses, Func<int[], string> decode)
    {
        var ranked = new Hypothesis[hypotheses];
        for (var rank = 0; rank < hypotheses; rank++)
        {
            ranked[rank] = AssembleRank(sequences, rank, decode);
        }

        var outputTokens = 0;
        foreach (var row in sequences)
        {
            outputTokens += row[0].Tokens.Length;
        }

        return new TranslatedText(
            ranked[0].Text,
            ranked[0].Score,
            Rows.Sum(row => row.Ids.Length),
            outputTokens,
            Rows.Any(row => row.Truncated),
            hypotheses > 1 ? ranked : null
        );
    }

    private Hypothesis AssembleRank(ReadOnlySpan<IReadOnlyList<GeneratedSequence>> sequences, int rank, Func<int[], string> decode)
    {
        var text = new System.Text.StringBuilder(_text.Length);
        double score = 0;
        int tokens = 0,
            row = 0;
        foreach (var segment in _segments)
        {
            if (!segment.IsSentence)
            {
                text.Append(segment.In(_text));
                continue;
            }

            // A sentence may have fewer hypotheses than beams: then its last one is used for the rest.
            var found = sequences[row++];
            var sequence = found[Math.Min(rank, found.Count - 1)];
            text.Append(decode(sequence.Tokens));
            score += sequence.Score * sequence.Tokens.Length;
            tokens += sequence.Tokens.Length;
        }

        // One sentence keeps its own score to the last digit.
        return new Hypothesis(
            text.ToString(),
            row == 1 ? sequences[0][Math.Min(rank, sequences[0].Count - 1)].Score
                : tokens == 0 ? 0
                : score / tokens
        );
    }
}
