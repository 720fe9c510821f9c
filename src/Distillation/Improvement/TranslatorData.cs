using TransformerService.Distillation.Data;
using TransformerService.Distillation.Pipeline;
using TransformerService.Distillation.Recipes;

namespace TransformerService.Distillation.Improvement;

/// <summary>The pairs of sentences that a translator's improvement learns and validates.</summary>
/// <param name="Recipe">The student's vocabulary, and the recipe's pairs.</param>
/// <param name="Fresh">New pairs to train on, with the teacher's translations.</param>
/// <param name="Kept">Old pairs whose targets are learned, with the times at which they are drawn.</param>
/// <param name="Replayed">Old pairs that a model translates again: their targets are references.</param>
/// <param name="Development">New pairs that choose the epoch.</param>
/// <param name="Validation">Old pairs that choose the epoch; a model translates them again.</param>
internal sealed record TranslatorData(
    TranslationData Recipe,
    IReadOnlyList<TextPair> Fresh,
    IReadOnlyList<TextPair> Kept,
    IReadOnlyList<TextPair> Replayed,
    IReadOnlyList<TextPair> Development,
    IReadOnlyList<TextPair> Validation
)
{
    /// <summary>Most different old pairs that a training takes: the teacher translates them by beam search.</summary>
    public const int MostReplayed = 10_000;

    /// <summary>Most old pairs that choose the epoch.</summary>
    public const int MostValidated = 1_000;

    /// <summary>Adds the new texts, sentence by sentence, to as many old pairs as an epoch is to replay.</summary>
    /// <param name="data">The recipe's pairs.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="parts">The traffic, each text with its translation.</param>
    /// <param name="fixes">Texts that earlier improvements repaired; they are old data now.</param>
    /// <param name="tests">The texts of the test sets.</param>
    /// <param name="options">The share to replay.</param>
    public static TranslatorData Of(
        TranslationData data,
        TranslationRecipe recipe,
        TrafficParts parts,
        IReadOnlyList<LabelledText> fixes,
        IEnumerable<string> tests,
        ImprovementOptions options
    )
    {
        // What decides, and what chooses the epoch, is not trained on, in other case or punctuation neither.
        var held = Keys(parts.HeldOut.Select(text => text.Text));
        TextPair[] development = [.. New(parts.Development).Where(pair => !held.Contains(Key(pair)))];
        held.UnionWith(development.Select(Key));
        var tested = Keys(data.Validation.Select(pair => pair.Source).Concat(tests));
        TextPair[] fresh = [.. New(parts.Training).Where(pair => !held.Contains(Key(pair)) && !tested.Contains(Key(pair)))];

        HashSet<TextPair> translated = new(data.Training, ReferenceEqualityComparer.Instance);
        var old = EvenSample.Of(
            [
                .. data
                    .Training.Concat(data.Kept)
                    .Concat(
                        fixes
                            .Where(text => !TrafficParts.IsHeldOut(text.Text, options.HeldOut))
                            .SelectMany(text => Pairs(text.Text, text.Label))
                    )
                    .Where(pair => !held.Contains(Key(pair))),
            ],
            MostReplayed
        );
        var wanted = options.Replay / (1 - options.Replay) * fresh.Length;
        var share = Math.Min(wanted / Math.Max(1, old.Count), 100);
        var drawn = old.Select(pair => (Old: pair, Pair: pair with { Draw = Draw.Spread(pair.Source, Math.Max(share, double.Epsilon)) }))
            .Where(pair => share > 0 && IsTaken(pair.Pair))
            .ToLookup(pair => translated.Contains(pair.Old), pair => pair.Pair);
        return new TranslatorData(
            data,
            fresh,
            [.. drawn[false]],
            [.. drawn[true]],
            development,
            EvenSample.Of([.. data.Validation.Where(pair => Fits(pair) && !held.Contains(Key(pair)))], MostValidated)
        );

        IReadOnlyList<TextPair> New(IReadOnlyList<TrafficText> texts) =>
            [.. texts.SelectMany(text => Pairs(text.Text, text.Label ?? "")).Where(Fits).DistinctBy(Key)];

        IReadOnlyList<TextPair> Pairs(string text, string translation) =>
            SplitText.Pairs(
                text,
                recipe.PlainApostrophes ? Apostrophes.Plain(translation) : translation,
                (recipe.SourceLanguage, recipe.TargetLanguage)
            );

        HashSet<string> Keys(IEnumerable<string> texts) =>
            [.. texts.SelectMany(text => SplitText.Of(text, recipe.SourceLanguage).Sentences.Append(text)).Select(CorpusSplitter.Fold)];

        bool Fits(TextPair pair) => Length(pair.Source) <= recipe.MaxTokens && Length(pair.Target) <= recipe.MaxTokens;

        int Length(string text) => data.Tokenizer.Encode(text, int.MaxValue).Ids.Length;

        bool IsTaken(TextPair pair) => Enumerable.Range(0, options.Epochs).Any(epoch => pair.Draw.Times(epoch) > 0);
    }

    private static string Key(TextPair pair) => CorpusSplitter.Fold(pair.Source);
}
