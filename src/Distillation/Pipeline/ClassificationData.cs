using TransformerService.Distillation.Data;
using TransformerService.Distillation.Data.WordPiece;
using TransformerService.Distillation.Pretrained;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Training;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Loading;

namespace TransformerService.Distillation.Pipeline;

/// <summary>A recipe's labelled texts, its labels, and the vocabulary that encodes the texts.</summary>
/// <param name="Tokenizer">The WordPiece tokenizer.</param>
/// <param name="Labels">The model's labels in the order of its outputs.</param>
/// <param name="Training">Texts to train on.</param>
/// <param name="Validation">Texts to validate on.</param>
/// <param name="Unlabelled">Unlabelled texts, drawn by their corpora's shares.</param>
/// <param name="UnlabelledValidation">Held-out unlabelled texts.</param>
internal sealed record ClassificationData(
    TextTokenizer Tokenizer,
    IReadOnlyList<string> Labels,
    IReadOnlyList<LabelledIds> Training,
    IReadOnlyList<LabelledIds> Validation,
    IReadOnlyList<LabelledIds> Unlabelled,
    IReadOnlyList<LabelledIds> UnlabelledValidation
)
{
    /// <summary>Id of the mask token.</summary>
    public int MaskTokenId { get; } = WordPieceVocabulary.SpecialTokens.Select(token => token.Key).ToList().IndexOf("mask_token");

    /// <summary>The labelled texts, and for each of them, on average, so many unlabelled ones in an epoch.</summary>
    public IReadOnlyList<LabelledIds> WithUnlabelled(double perLabelled)
    {
        var drawn = Unlabelled.Sum(text => text.Draw.Share);
        if (perLabelled == 0 || drawn == 0)
        {
            return Training;
        }

        var factor = perLabelled * Training.Count / drawn;
        return [.. Training, .. Unlabelled.Select(text => text with { Draw = text.Draw with { Share = text.Draw.Share * factor } })];
    }

    /// <summary>
    /// Reads the corpora, and trains the vocabulary, or takes that of a pretrained encoder, unless it exists from an earlier run.
    /// </summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="options">The folders.</param>
    /// <param name="pretrained">The vocabulary of a pretrained encoder, or <see langword="null"/> to train one.</param>
    /// <param name="log">Receives what was read and left out.</param>
    /// <exception cref="CorpusException">
    /// A corpus is missing, malformed, or has a label that the recipe or the training texts lack.
    /// </exception>
    public static async Task<ClassificationData> PrepareAsync(
        ClassificationRecipe recipe,
        PipelineOptions options,
        PretrainedVocabulary? pretrained,
        TextWriter log
    )
    {
        var corpora = new CorpusSource(options, dropDuplicates: false, log);
        List<LabelledText> training = Read(recipe.Corpora),
            validation = Read(recipe.Validation);
        corpora.Report();
        if (training.Count == 0)
        {
            throw new CorpusException("The corpora contain no text to train on.");
        }

        if (validation.Count == 0)
        {
            throw new CorpusException("The validation files contain no text, so the best epoch cannot be chosen.");
        }

        List<string> found = [.. recipe.Labels?.Keys ?? training.Select(text => text.Label).Distinct().Order(StringComparer.Ordinal)];
        var numbers = found.Select((label, number) => (label, number)).ToDictionary(entry => entry.label, entry => entry.number);
        if (training.Concat(validation).FirstOrDefault(text => !numbers.ContainsKey(text.Label)) is { } other)
        {
            throw new CorpusException(
                $"The label '{other.Label}' is {(recipe.Labels is null ? "only in the validation texts" : "not among the recipe's labels")}; add it, or remove its lines."
            );
        }

        await TokenizerFolder.MakeAsync(
            options.Work.Tokenizer,
            folder =>
            {
                Vocabulary(recipe, [.. training.Select(text => text.Text).Distinct()], pretrained, log).Write(folder, recipe.MaxTokens);
                return Task.CompletedTask;
            }
        );
        var tokenizer = TokenizerLoader.Load(options.Work.Tokenizer);
        var unlabelled = UnlabelledTexts.Read(recipe, options, tokenizer, pretrained, log);
        log.WriteLine($"{training.Count} texts to train on, {validation.Count} to validate, {found.Count} labels.");
        return new ClassificationData(
            tokenizer,
            [.. found.Select(label => recipe.Labels?[label] ?? label)],
            Encode(training),
            Encode(validation),
            unlabelled.Training,
            unlabelled.Validation
        );

        List<LabelledText> Read(IEnumerable<string> files) =>
            [.. files.SelectMany(file => corpora.Labelled(Path.Combine(options.DataFolder, file)))];

        IReadOnlyList<LabelledIds> Encode(List<LabelledText> texts) =>
            [
                .. texts
                    .AsParallel()
                    .AsOrdered()
                    .Select(text => new LabelledIds(tokenizer.Encode(text.Text, recipe.MaxTokens).Ids, numbers[text.Label])
                    {
                        Text = text.Text,
                    }),
            ];
    }

    private static WordPieceVocabulary Vocabulary(
        ClassificationRecipe recipe,
        IReadOnlyList<string> texts,
        PretrainedVocabulary? pretrained,
        TextWriter log
    )
    {
        if (pretrained is null)
        {
            log.WriteLine($"Training {recipe.Pieces} WordPiece pieces …");
            return new WordPieceTrainer(new WordPieceOptions { VocabularySize = recipe.Pieces, LowerCase = recipe.LowerCase }).Train(texts);
        }

        var kept = pretrained.Keep(texts, recipe.MaxTokens, recipe.Pieces);
        log.WriteLine($"Kept {kept.Pieces.Count} of the encoder's {pretrained.Count} pieces.");
        return kept;
    }
}
