using System.Diagnostics;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Decoding;
using TransformerService.Inference.Telemetry;
using TransformerService.Inference.Tokenization;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Translation;

/// <summary>Translates the texts of one request: split, tokenize, batch, generate, put together.</summary>
internal sealed class Translator(TimeProvider timeProvider)
{
    public async Task<(IReadOnlyList<TranslatedText> Translations, TimeSpan Tokenize, RunTimes Run)> TranslateAsync(
        TranslationModel model, string? language, TranslationRequest request, RunPriority priority, CancellationToken cancellationToken)
    {
        long started = timeProvider.GetTimestamp();
        GenerationSettings settings = GenerationOverrides.Apply(model, request.Options);
        TranslationPlan[] plans = Plan(model, language, request, cancellationToken);
        TokenizedText[] rows = [.. plans.SelectMany(plan => plan.Rows)];
        TimeSpan tokenize = timeProvider.GetElapsedTime(started);

        var generated = await model.GenerateAsync([.. rows.Select(row => new TranslationRow(row.Ids, settings))], priority, cancellationToken);

        started = timeProvider.GetTimestamp();
        List<TranslatedText> translations = Assemble(model, plans, [.. generated.Results], settings.NumReturnSequences, new TextWork(cancellationToken));
        return (translations, tokenize + timeProvider.GetElapsedTime(started), generated.Times);
    }

    private static TranslationPlan[] Plan(TranslationModel model, string? language, TranslationRequest request, CancellationToken cancellationToken)
    {
        using Activity? span = TransformerTelemetry.Source.StartActivity("tokenize");
        var work = new TextWork(cancellationToken);
        return
        [
            .. request.Texts.Select(text => request.Options.SplitSentences
                ? PlanSentences(model, language, text, work)
                : TranslationPlan.OfWhole(text, whole => Encode(model, whole, null, work))),
        ];
    }

    /// <summary>Splits a text; a language code that it begins with is put in front of each of its sentences, up to one that has its own.</summary>
    private static TranslationPlan PlanSentences(TranslationModel model, string? language, string text, TextWork work)
    {
        string start = text.TrimStart();
        string? code = model.Tokenizer.LanguageCode(start);
        string rest = code is null ? text : text[..^start.Length] + start[code.Length..].TrimStart();
        return TranslationPlan.OfSentences(rest, language, sentence =>
        {
            string? own = model.Tokenizer.LanguageCode(sentence);
            code = own ?? code;
            return Encode(model, sentence, own is null ? code : null, work);
        }, work);
    }

    private static TokenizedText Encode(TranslationModel model, string text, string? languageCode, TextWork work)
    {
        work.Look();
        return languageCode is null ? model.Encode(text, work) : model.Encode(text, languageCode, work);
    }

    private static List<TranslatedText> Assemble(
        TranslationModel model, TranslationPlan[] plans, IReadOnlyList<GeneratedSequence>[] sequences, int hypotheses, TextWork work)
    {
        using Activity? span = TransformerTelemetry.Source.StartActivity("decode");
        var translations = new List<TranslatedText>(plans.Length);
        int first = 0;
        foreach (TranslationPlan plan in plans)
        {
            translations.Add(plan.Assemble(sequences.AsSpan(first, plan.Rows.Count), hypotheses, tokens => model.Tokenizer.Decode(tokens, work)));
            first += plan.Rows.Count;
        }

        return translations;
    }
}
