using TransformerService.Inference.Batching;
using TransformerService.Inference.Decoding;
using TransformerService.Inference.Hosting;
using TransformerService.Inference.Tokenization;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Translation;

/// <summary>Translates the texts of one request: split, tokenize, batch, generate, put together.</summary>
internal sealed class Translator(RunSlots slots, BatchingOptions batching, TimeProvider timeProvider)
{
    public async Task<(IReadOnlyList<TranslatedText> Translations, TimeSpan Tokenize, RunTimes Run)> TranslateAsync(
        TranslationModel model, string? language, TranslationRequest request, CancellationToken cancellationToken)
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

        var sequences = new IReadOnlyList<GeneratedSequence>[rows.Length];
        IReadOnlyList<int[]> batches = BatchPlanner.Plan(
            [.. rows.Select(row => row.Ids.Length)], settings.NumBeams, model.MaxRows(settings, batching), batching.MaxBatchTokens);
        RunTimes run = await slots.RunAsync([.. batches.Select(batch => (Action<CancellationToken>)(token => Run(batch, token)))], cancellationToken);

        started = timeProvider.GetTimestamp();
        var translations = new List<TranslatedText>(plans.Length);
        int first = 0;
        foreach (TranslationPlan plan in plans)
        {
            translations.Add(plan.Assemble(sequences.AsSpan(first, plan.Rows.Count), settings.NumReturnSequences, tokens => model.Tokenizer.Decode(tokens)));
            first += plan.Rows.Count;
        }

        return (translations, tokenize + timeProvider.GetElapsedTime(started), run);

        TokenizedText Encode(string text)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return model.Encode(text);
        }

        void Run(int[] batch, CancellationToken token)
        {
            IReadOnlyList<GeneratedSequence>[] found = model.Generate([.. batch.Select(row => rows[row].Ids)], settings, token);
            for (int place = 0; place < batch.Length; place++)
            {
                sequences[batch[place]] = found[place];
            }
        }
    }
}
