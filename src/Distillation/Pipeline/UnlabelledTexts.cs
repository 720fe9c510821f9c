using TransformerService.Distillation.Data;
using TransformerService.Distillation.Pretrained;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Training;
using TransformerService.Tokenization;

namespace TransformerService.Distillation.Pipeline;

/// <summary>A recipe's unlabelled texts.</summary>
/// <param name="Training">Texts to train on, each drawn by its corpus's share.</param>
/// <param name="Validation">Held-out texts.</param>
internal sealed record UnlabelledTexts(IReadOnlyList<LabelledIds> Training, IReadOnlyList<LabelledIds> Validation)
{
    private const int MostHeldOut = 500;
    private const double LargestHeldOutShare = 0.2;
    private const ulong HeldOutSeed = 0x6E1;

    /// <summary>
    /// Reads the texts. Those with pieces of the pretrained encoder's vocabulary that were not kept are left out: the encoder would read
    /// them in pieces that it never saw.
    /// </summary>
    /// <exception cref="CorpusException">A corpus is missing or malformed, or no text remains.</exception>
    public static UnlabelledTexts Read(
        ClassificationRecipe recipe,
        PipelineOptions options,
        TextTokenizer tokenizer,
        PretrainedVocabulary? pretrained,
        TextWriter log
    )
    {
        if (recipe.Unlabelled.Count == 0)
        {
            return new UnlabelledTexts([], []);
        }

        var source = new CorpusSource(options, dropDuplicates: true, log);
        List<(string Text, double Share)> texts =
        [
            .. recipe.Unlabelled.SelectMany(corpus =>
                source.Labelled(Path.Combine(options.DataFolder, corpus.File)).Select(text => (text.Text, corpus.Share))
            ),
        ];
        source.Report();
        var ids = pretrained?.IdsIn(options.Work.Tokenizer);
        (string Text, double Share, int[]? Ids)[] encoded =
        [
            .. texts.DistinctBy(text => text.Text).AsParallel().AsOrdered().Select(text => (text.Text, text.Share, Ids: Encode(text.Text))),
        ];
        (string Text, LabelledIds Ids)[] known =
        [
            .. encoded
                .Where(text => text.Ids is not null)
                .Select(text =>
                    (text.Text, new LabelledIds(text.Ids ?? [], LabelledIds.Unknown) { Draw = Draw.Spread(text.Text, text.Share) })
                ),
        ];
        if (known.Length == 0)
        {
            throw new CorpusException("The unlabelled corpora contain no text whose pieces are in the vocabulary.");
        }

        var splitter = new CorpusSplitter(HeldOutSeed, Math.Min(LargestHeldOutShare, MostHeldOut / (double)known.Length));
        (var training, var heldOut) = splitter.Split(known, text => text.Text);
        log.WriteLine(
            $"{training.Count} unlabelled texts to train on, {heldOut.Count} to validate; {encoded.Length - known.Length} left out for pieces that were not kept."
        );
        return new UnlabelledTexts([.. training.Select(text => text.Ids)], [.. heldOut.Select(text => text.Ids with { Draw = Draw.Once })]);

        int[]? Encode(string text)
        {
            if (pretrained is null || ids is null)
            {
                return tokenizer.Encode(text, recipe.MaxTokens).Ids;
            }

            int[] kept =
            [
                .. pretrained.Tokenizer.Encode(text, recipe.MaxTokens).Ids.Select(id => ids.GetValueOrDefault(id, LabelledIds.Unknown)),
            ];
            return kept.Contains(LabelledIds.Unknown) ? null : kept;
        }
    }
}
