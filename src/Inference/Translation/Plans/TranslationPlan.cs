using System.Text;
using TransformerService.Inference.Admission;
using TransformerService.Inference.Decoding;
using TransformerService.Inference.Telemetry;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Segments;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>
/// The parts of a text that are translated or copied. What is translated is a row of the model: a sentence, or a piece of one.
/// </summary>
/// <remarks>
/// A text that is split goes through these steps; one that is not is a single row, as it is.
/// 1. A byte order mark at its start is dropped, and a language code at its start is taken for the code of its sentences.
/// 2. <see cref="TextSegmenter"/> divides it into sentences, or pieces between protected spans, and what is copied.
/// 3. <see cref="ModelText"/> says what the model reads of a piece: without invisible characters, and not in upper case.
/// 4. <see cref="ReadableText"/> finds special tokens and characters that the vocabulary lacks; they are copied as well.
/// 5. <see cref="LongText"/> cuts a piece that is longer than the model can read at clauses, or at words.
/// 6. <see cref="LengthBound"/> bounds what the model writes for a row.
/// Afterwards the translations and the copied parts are joined. So structure, white space and spans come back byte for byte, whatever the
/// model writes.
/// </remarks>
internal sealed class TranslationPlan
{
    private const long BytesOfToken = 16,
        BytesOfRow = 128;

    private readonly IReadOnlyList<PlannedPart> _parts;
    private readonly HashSet<string> _spans;
    private readonly bool _isWhole;

    /// <param name="parts">The parts, in the order of the text.</param>
    /// <param name="rows">The rows of those that are translated.</param>
    /// <param name="spans">The texts of its protected spans.</param>
    /// <param name="isWhole">Whether the text is one sequence, as it is.</param>
    public TranslationPlan(IReadOnlyList<PlannedPart> parts, IReadOnlyList<TokenizedText> rows, HashSet<string> spans, bool isWhole = false)
    {
        _parts = parts;
        Rows = rows;
        _spans = spans;
        _isWhole = isWhole;
    }

    /// <summary>The rows to translate, in the order of the text.</summary>
    public IReadOnlyList<TokenizedText> Rows { get; }

    /// <summary>Returns the rows with their settings.</summary>
    public IEnumerable<TranslationRow> RowsOf(TranslationModel model, GenerationSettings settings) =>
        Rows.Select(row => model.Row(row.Ids, settings))
            .Select(row => _isWhole ? row : row with { Settings = LengthBound.Of(settings, row.Ids.Length) });

    /// <summary>Plans the texts of a request.</summary>
    /// <param name="model">The model that translates them.</param>
    /// <param name="request">The request.</param>
    /// <param name="language">The texts' language.</param>
    /// <param name="account">Counts the rows.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static TranslationPlan[] Of(
        TranslationModel model,
        TranslationRequest request,
        string? language,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        using var span = TransformerTelemetry.Source.StartActivity("tokenize");
        var work = new TextWork(cancellationToken);
        return
        [
            .. request.Texts.Select(text =>
                request.Options.SplitSentences
                    ? new SentencePlanner(model, language, account.CountRow, work).Plan(text)
                    : OfWhole(model, text, account.CountRow, work)
            ),
        ];
    }

    /// <summary>Joins the translated rows of a request's texts.</summary>
    /// <param name="model">The model that translated them.</param>
    /// <param name="plans">The texts' plans.</param>
    /// <param name="sequences">The sequences of each row of all plans, best first.</param>
    /// <param name="hypotheses">The number of requested hypotheses.</param>
    /// <param name="language">The target language.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static IReadOnlyList<TranslatedText> Assemble(
        TranslationModel model,
        TranslationPlan[] plans,
        IReadOnlyList<GeneratedSequence>[] sequences,
        int hypotheses,
        string? language,
        CancellationToken cancellationToken
    )
    {
        using var span = TransformerTelemetry.Source.StartActivity("decode");
        var work = new TextWork(cancellationToken);
        var translations = new List<TranslatedText>(plans.Length);
        var first = 0;
        foreach (var plan in plans)
        {
            translations.Add(
                plan.Assemble(
                    sequences.AsSpan(first, plan.Rows.Count),
                    hypotheses,
                    (tokens, part) => plan.Write(part, model.Tokenizer.Decode(tokens, work), language, work)
                )
            );
            first += plan.Rows.Count;
        }

        return translations;
    }

    /// <summary>Returns the expected memory of the answer: the copied parts of the texts, and the tokens with their text.</summary>
    public static long AnswerBytes(long characters, TranslationRow[] rows, int hypotheses) =>
        (((characters * sizeof(char)) + rows.Sum(row => row.ExpectedTokens * BytesOfToken)) * hypotheses) + (rows.Length * BytesOfRow);

    /// <summary>Translates a text as one sequence, even an empty one.</summary>
    private static TranslationPlan OfWhole(TranslationModel model, string text, Action countRow, TextWork work)
    {
        countRow();
        work.Look();
        return new(
            [new PlannedPart(text.AsMemory(), new TextPart(0, text.Length, TextPartKind.Words))],
            [model.Encode(text, work)],
            [],
            isWhole: true
        );
    }

    private string Write(PlannedPart part, string translation, string? language, TextWork work) =>
        part.Words is { } words ? ModelText.Write(translation, part.Text.Span, words, _spans, language, work) : translation;

    /// <summary>Joins the translated rows.</summary>
    /// <param name="sequences">The sequences of each of <see cref="Rows"/>, best first.</param>
    /// <param name="hypotheses">The number of requested hypotheses.</param>
    /// <param name="write">Converts the tokens of a part to text.</param>
    private TranslatedText Assemble(
        ReadOnlySpan<IReadOnlyList<GeneratedSequence>> sequences,
        int hypotheses,
        Func<int[], PlannedPart, string> write
    )
    {
        var ranked = new Hypothesis[hypotheses];
        for (var rank = 0; rank < hypotheses; rank++)
        {
            ranked[rank] = AssembleRank(sequences, rank, write);
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

    private Hypothesis AssembleRank(
        ReadOnlySpan<IReadOnlyList<GeneratedSequence>> sequences,
        int rank,
        Func<int[], PlannedPart, string> write
    )
    {
        var text = new StringBuilder();
        double score = 0;
        int tokens = 0,
            row = 0;
        foreach (var part in _parts)
        {
            if (part.Words is null)
            {
                text.Append(part.Text.Span);
                continue;
            }

            // A sentence may have fewer hypotheses than beams: then its last one is used for the rest.
            var found = sequences[row++];
            var sequence = found[Math.Min(rank, found.Count - 1)];
            text.Append(write(sequence.Tokens, part));
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

/// <summary>A part of a plan.</summary>
/// <param name="Text">The text that is copied, or that the row was made of.</param>
/// <param name="Words">What is known of a part that is translated; null for one that is copied.</param>
internal readonly record struct PlannedPart(ReadOnlyMemory<char> Text, TextPart? Words);
