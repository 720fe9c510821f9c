using TransformerService.Inference.Admission;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Decoding;
using TransformerService.Inference.Telemetry;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Translation;

/// <summary>Translates the texts of one request: split, tokenize, batch, generate, join.</summary>
internal sealed class Translator(TimeProvider timeProvider, TextWorkers textWorkers)
{
    private const long BytesOfToken = 16,
        BytesOfRow = 128;

    public async Task<(IReadOnlyList<TranslatedText> Translations, TimeSpan Tokenize, RunTimes Run)> TranslateAsync(
        TranslationModel model,
        string? language,
        TranslationRequest request,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        var started = timeProvider.GetTimestamp();
        var settings = GenerationOverrides.Apply(model, request.Options);
        var plans = await textWorkers.RunAsync(
            account.Caller,
            account.Characters,
            () => Plan(model, language, request, account, cancellationToken),
            cancellationToken
        );
        TranslationRow[] rows = [.. plans.SelectMany(plan => plan.Rows).Select(row => model.Row(row.Ids, settings))];
        account.CheckWork(rows.Sum(row => row.Cost.Work));
        account.TakeAnswer(AnswerBytes(account.Characters, rows, settings.NumReturnSequences));
        var tokenize = timeProvider.GetElapsedTime(started);

        var generated = await model.GenerateAsync(rows, account.TermsAfter(tokenize), cancellationToken);

        started = timeProvider.GetTimestamp();
        var translations = await textWorkers.RunAsync(
            account.Caller,
            account.Characters,
            () => Assemble(model, plans, [.. generated.Results], settings.NumReturnSequences, new TextWork(cancellationToken)),
            cancellationToken
        );
        return (translations, tokenize + timeProvider.GetElapsedTime(started), generated.Times);
    }

    /// <summary>Returns the expected memory of the answer: the copied parts of the texts, and the tokens with their text.</summary>
    private static long AnswerBytes(long characters, TranslationRow[] rows, int hypotheses) =>
        (((characters * sizeof(char)) + rows.Sum(row => row.ExpectedTokens * BytesOfToken)) * hypotheses) + (rows.Length * BytesOfRow);

    private static TranslationPlan[] Plan(
        TranslationModel model,
        string? language,
        TranslationRequest request,
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
                    ? PlanSentences(model, language, text, account.CountRow, work)
                    : TranslationPlan.OfWhole(text, account.CountRow, whole => Encode(model, whole, null, work))
            ),
        ];
    }

    /// <summary>
    /// Splits a text; a language code at its beginning is added to each of its sentences, up to one that has its own code.
    /// </summary>
    private static TranslationPlan PlanSentences(TranslationModel model, string? language, string text, Action countRow, TextWork work)
    {
        var start = text.TrimStart();
        var code = model.Tokenizer.LanguageCode(start);
        var rest = code is null ? text : text[..^start.Length] + start[code.Length..].TrimStart();
        return TranslationPlan.OfSentences(
            rest,
            language,
            countRow,
            sentence =>
            {
                var own = model.Tokenizer.LanguageCode(sentence);
                code = own ?? code;
                return Encode(model, sentence, own is null ? code : null, work);
            },
            work
        );
    }

    private static TokenizedText Encode(TranslationModel model, string text, string? languageCode, TextWork work)
    {
        work.Look();
        return languageCode is null ? model.Encode(text, work) : model.Encode(text, languageCode, work);
    }

    private static List<TranslatedText> Assemble(
        TranslationModel model,
        TranslationPlan[] plans,
        IReadOnlyList<GeneratedSequence>[] sequences,
        int hypotheses,
        TextWork work
    )
    {
        using var span = TransformerTelemetry.Source.StartActivity("decode");
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
}
