using System.Text;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Segments;
using TransformerService.Tokenization.Segments.Spans;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>
/// The parts of a text that are translated or copied. What is translated is a row of the model: a sentence, or a piece of one.
/// </summary>
/// <remarks>
/// A text that is split goes through these steps; one that is not is a single row, as it is. <see cref="TranslationOptions"/> switches them.
/// 1. A byte order mark at its start is dropped, and a language code at its start is taken for the code of its sentences.
/// 2. <see cref="TextSegmenter"/> divides it into sentences, and structure, which is copied.
/// 3. <see cref="ModelText"/> says what the model reads of a sentence: without invisible characters, and not in upper case.
/// 4. <see cref="ReadableText"/> finds special tokens and characters that the vocabulary lacks; these are spans, too.
/// 5. <see cref="RowPlanner"/> puts a word that the model copies in the place of each span, or cuts the sentence at its spans.
/// 6. <see cref="LongText"/> cuts what is longer than the model can read at clauses, or at words.
/// 7. <see cref="TranslationRounds"/> bounds what the model writes, looks at it, and translates again what cannot be right.
/// Afterwards the translations and the copied parts are joined. So structure, white space and spans come back byte for byte, whatever the
/// model writes.
/// </remarks>
/// <param name="parts">The parts, in the order of the text.</param>
/// <param name="tally">What was counted; null for a text that is one sequence, as it is.</param>
internal sealed class TranslationPlan(IReadOnlyList<PlannedPart> parts, SentenceTally? tally)
{
    private const long BytesOfToken = 16,
        BytesOfRow = 128,
        BytesOfWarning = 128;

    /// <summary>The rows to translate, in the order of the text.</summary>
    public IReadOnlyList<PlannedRow> Rows { get; } =
    [.. parts.Where(part => part.Row is not null).Select(part => part.Row ?? throw new InvalidOperationException())];

    /// <summary>The protected spans of its text, in order.</summary>
    public IReadOnlyList<ProtectedSpan> Spans { get; init; } = [];

    /// <summary>Returns the expected memory of the answer: the copied parts of the texts, the tokens with their text, and warnings.</summary>
    /// <param name="characters">The characters of the texts.</param>
    /// <param name="plans">Their plans.</param>
    /// <param name="planned">Their rows.</param>
    /// <param name="rows">The same rows with their settings.</param>
    /// <param name="hypotheses">The number of requested hypotheses.</param>
    public static long AnswerBytes(
        long characters,
        IReadOnlyList<TranslationPlan> plans,
        PlannedRow[] planned,
        TranslationRow[] rows,
        int hypotheses
    ) =>
        (
            (((characters + plans.Sum(plan => plan.Terms.Growth)) * sizeof(char)) + rows.Sum(row => row.ExpectedTokens * BytesOfToken))
            * hypotheses
        )
        + (rows.Length * BytesOfRow)
        + ((planned.Sum(PlanReview.MostWarnings) + plans.Sum(plan => plan.Terms.Entries)) * BytesOfWarning);

    /// <summary>Whether its rows were translated.</summary>
    public bool IsTranslated => Rows.All(row => row.Texts.Count > 0);

    /// <summary>Its best translation.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder();
            Join(parts, rank: 0, text);
            return text.ToString();
        }
    }

    /// <summary>
    /// Its sentences, with their best translations; none if one does not stand in the text as its row has it, such as a piece of a sentence
    /// in upper case.
    /// </summary>
    /// <param name="source">The text that was planned.</param>
    /// <param name="work">Counts the work.</param>
    public IReadOnlyList<TranslatedSentence> Sentences(string source, TextWork work)
    {
        var sentences = new List<TranslatedSentence>();
        var (from, to) = (0, 0);
        foreach (var part in parts)
        {
            var text = new StringBuilder();
            Join([part], rank: 0, text);
            if (part.Row is { } row)
            {
                var start = source.IndexOf(row.Source, from, StringComparison.Ordinal);
                if (start < 0)
                {
                    return [];
                }

                work.Step(text.Length + start - from);
                sentences.Add(new(row.Source, start, text.ToString(), to));
                from = start + row.Source.Length;
            }
            else if (source.AsSpan(from).StartsWith(part.Text.Span, StringComparison.Ordinal))
            {
                from += part.Text.Length;
            }

            to += text.Length;
        }

        return sentences;
    }

    private TermTally Terms => tally?.Terms ?? TermTally.None;

    /// <summary>Joins parts.</summary>
    /// <param name="joined">The parts.</param>
    /// <param name="rank">Which hypothesis of each row to take; one that has fewer gives its last.</param>
    /// <param name="text">What the text is added to.</param>
    /// <param name="used">Called for each translation that is in it.</param>
    public static void Join(IReadOnlyList<PlannedPart> joined, int rank, StringBuilder text, Action<RowText>? used = null)
    {
        foreach (var part in joined)
        {
            if (part.Row is not { } row)
            {
                text.Append(part.Text.Span);
            }
            else if (row.Instead is { } instead)
            {
                Join(instead, rank, text, used);
            }
            else
            {
                var found = row.Texts[Math.Min(rank, row.Texts.Count - 1)];
                text.Append(found.Text);
                used?.Invoke(found);
            }
        }
    }

    /// <summary>Translates a text as one sequence, even an empty one.</summary>
    public static TranslationPlan OfWhole(TranslationModel model, string text, string? code, Action countRow, TextWork work)
    {
        countRow();
        work.Look();
        var part = new TextPart(0, text.Length, TextPartKind.Words);
        return new([new PlannedPart(text.AsMemory(), new PlannedRow(text, part, Encode()))], null);

        TokenizedText Encode() =>
            code is null || model.Tokenizer.LanguageCode(text) is not null ? model.Encode(text, work) : model.Encode(text, code, work);
    }

    /// <summary>Joins the translated rows.</summary>
    /// <param name="hypotheses">The number of requested hypotheses.</param>
    /// <param name="review">What is wrong with them.</param>
    /// <param name="quality">Tells their quality, if the model was calibrated.</param>
    public TranslatedText Assemble(int hypotheses, PlanReview review, QualityReview? quality)
    {
        var ranked = new Hypothesis[hypotheses];
        for (var rank = 0; rank < hypotheses; rank++)
        {
            ranked[rank] = AssembleRank(rank);
        }

        PlannedRow[] rows = [.. Rows.SelectMany(row => row.Final)];
        var reasons = review.Reasons();
        var warnings = review.Warnings();
        return new TranslatedText(
            ranked[0].Text,
            ranked[0].Score,
            rows.Sum(row => row.Read.Ids.Length),
            rows.Sum(row => row.OutputTokens),
            rows.Any(row => row.Read.Truncated || row.Reason != FinishReason.Stop),
            hypotheses > 1 ? ranked : null
        )
        {
            FinishReason = reasons.FirstOrDefault(reason => reason != FinishReason.Stop),
            FinishReasons = reasons.Any(reason => reason != FinishReason.Stop) ? reasons : null,
            Warnings = warnings,
            Quality = quality?.Of(rows),
            Glossary = Terms.Applied(warnings),
            Statistics = tally is null ? null : new TranslationStatistics(tally.Sentences, tally.WithSpans, tally.Cut, tally.Repeated),
        };
    }

    private Hypothesis AssembleRank(int rank)
    {
        var text = new StringBuilder();
        var used = new List<RowText>();
        Join(parts, rank, text, used.Add);
        var tokens = used.Sum(row => row.Tokens);

        // One sentence keeps its own score to the last digit.
        return new Hypothesis(
            text.ToString(),
            used is [var only] ? only.Score
                : tokens == 0 ? 0
                : used.Sum(row => row.Score * row.Tokens) / tokens
        );
    }
}
