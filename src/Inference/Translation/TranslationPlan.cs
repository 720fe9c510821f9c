using TransformerService.Inference.Admission;
using TransformerService.Inference.Decoding;
using TransformerService.Inference.Telemetry;
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
    private const long BytesOfToken = 16,
        BytesOfRow = 128;

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
                    ? OfSentences(model, language, text, account.CountRow, work)
                    : OfWhole(model, text, account.CountRow, work)
            ),
        ];
    }

    /// <summary>Joins the translated rows of a request's texts.</summary>
    public static IReadOnlyList<TranslatedText> Assemble(
        TranslationModel model,
        TranslationPlan[] plans,
        IReadOnlyList<GeneratedSequence>[] sequences,
        int hypotheses,
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
                plan.Assemble(sequences.AsSpan(first, plan.Rows.Count), hypotheses, tokens => model.Tokenizer.Decode(tokens, work))
            );
            first += plan.Rows.Count;
        }

        return translations;
    }

    /// <summary>Returns the expected memory of the answer: the copied parts of the texts, and the tokens with their text.</summary>
    public static long AnswerBytes(long characters, TranslationRow[] rows, int hypotheses) =>
        (((characters * sizeof(char)) + rows.Sum(row => row.ExpectedTokens * BytesOfToken)) * hypotheses) + (rows.Length * BytesOfRow);

    /// <summary>
    /// Splits a text into sentences; a text without any has nothing to translate. A language code at its beginning is added to each
    /// sentence, up to one that has its own code.
    /// </summary>
    private static TranslationPlan OfSentences(TranslationModel model, string? language, string text, Action countRow, TextWork work)
    {
        var start = text.TrimStart();
        var code = model.Tokenizer.LanguageCode(start);
        var rest = code is null ? text : text[..^start.Length] + start[code.Length..].TrimStart();
        var segments = SentenceSplitter.Split(rest, language, work, countRow);
        var rows = new List<TokenizedText>(segments.Count);
        foreach (var segment in segments.Where(segment => segment.IsSentence))
        {
            var sentence = segment.In(rest).ToString();
            var own = model.Tokenizer.LanguageCode(sentence);
            code = own ?? code;
            rows.Add(Encode(model, sentence, own is null ? code : null, work));
        }

        return new TranslationPlan(rest, segments, rows);
    }

    /// <summary>Translates a text as one sequence, even an empty one.</summary>
    private static TranslationPlan OfWhole(TranslationModel model, string text, Action countRow, TextWork work)
    {
        countRow();
        return new(text, [new TextSegment(0, text.Length, IsSentence: true)], [Encode(model, text, null, work)]);
    }

    private static TokenizedText Encode(TranslationModel model, string text, string? languageCode, TextWork work)
    {
        work.Look();
        return languageCode is null ? model.Encode(text, work) : model.Encode(text, languageCode, work);
    }

    /// <summary>Joins the translated rows.</summary>
    /// <param name="sequences">The sequences of each of <see cref="Rows"/>, best first.</param>
    /// <param name="hypotheses">The number of requested hypotheses.</param>
    /// <param name="decode">Converts tokens to text.</param>
    private TranslatedText Assemble(ReadOnlySpan<IReadOnlyList<GeneratedSequence>> sequences, int hypotheses, Func<int[], string> decode)
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
