using TransformerService.Inference.Batching;
using TransformerService.Inference.Decoding;
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
        TranslationPlan[] plans =
        [
            .. request.Texts.Select(text => request.Options.SplitSentences
                ? TranslationPlan.OfSentences(text, language, Encode)
                : TranslationPlan.OfWhole(text, Encode)),
        ];
        TokenizedText[] rows = [.. plans.SelectMany(plan => plan.Rows)];
        TimeSpan tokenize = timeProvider.GetElapsedTime(started);

        var generated = await model.GenerateAsync([.. rows.Select(row => new TranslationRow(row.Ids, settings))], priority, cancellationToken);
        IReadOnlyList<GeneratedSequence>[] sequences = [.. generated.Results];

        started = timeProvider.GetTimestamp();
        var translations = new List<TranslatedText>(plans.Length);
        int first = 0;
        foreach (TranslationPlan plan in plans)
        {
            translations.Add(plan.Assemble(sequences.AsSpan(first, plan.Rows.Count), settings.NumReturnSequences, tokens => model.Tokenizer.Decode(tokens)));
            first += plan.Rows.Count;
        }

        return (translations, tokenize + timeProvider.GetElapsedTime(started), generated.Times);

        TokenizedText Encode(string text)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return model.Encode(text);
        }
    }
}
