using TransformerService.Distillation.Evaluation;
using TransformerService.Inference.Variants;
using TransformerService.Models;
using TransformerService.Models.SelfChecks;

namespace TransformerService.Distillation.Pipeline;

/// <summary>
/// Writes self-check.json beside an export: the export's current answers, so that a server can check that it still gives them.
/// </summary>
internal static class GoldenSample
{
    /// <summary>Number of texts in a sample: few, since a server answers them at every start.</summary>
    public const int Texts = 8;

    /// <summary>Number of texts to choose them from.</summary>
    public const int Candidates = 64;

    private const int ScoreDigits = 6;

    /// <summary>
    /// The largest difference of a logit between processors, measured with bench/kernels.sh (docs/training.md). float32 sums are rounded
    /// differently; in int8 models, so is a value on the border between two bytes.
    /// </summary>
    private const double Float32Margin = 0.0001,
        Int8TranslationMargin = 0.35,
        Int8ClassificationMargin = 0.1;

    /// <summary>Least lead of an answer at its closest step, in margins.</summary>
    private const int LeadInMargins = 10;

    private const double SmallestTolerance = 0.02;

    /// <param name="modelFolder">The model's folder, with its model.json.</param>
    /// <param name="role">The variant.</param>
    /// <param name="candidates">
    /// Texts to choose from: the first ones whose best answers lead clearly; if there are too few, those that lead most.
    /// </param>
    /// <param name="reference">
    /// Folder of the model with the same variant in float32, to measure int8 against; <see langword="null"/> if there is none.
    /// </param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <param name="version">The version; <see langword="null"/> for the current one.</param>
    /// <exception cref="EvaluationException">The variant cannot be loaded, or would fail its own self-check.</exception>
    public static SelfCheckFile Write(
        string modelFolder,
        VariantRole role,
        IReadOnlyList<(string Text, string? Pair)> candidates,
        string? reference,
        CancellationToken cancellationToken,
        string? version = null
    )
    {
        var variant = ModelVariant.Find(modelFolder, role, version);
        using var model = variant.Load();
        var margin =
            VariantFiles.Of(variant).Precision != WeightPrecision.Int8 ? Float32Margin
            : variant.Task == ModelTask.Translation ? Int8TranslationMargin
            : Int8ClassificationMargin;
        var samples = Choose([.. candidates.Select(candidate => Sample(model, candidate, cancellationToken))], margin);
        if (reference is not null)
        {
            using var float32 = ModelVariant.Find(reference, role).Load();
            samples = [.. samples.Select(sample => WithReference(float32, sample, margin, cancellationToken))];
        }

        var file = new SelfCheckFile(variant.Export.ContentHash, samples)
        {
            Margin = margin,
            Tolerance = Math.Max(SmallestTolerance, samples.Max(sample => ScoreChange(sample.Score, margin))),
        };
        SelfCheckJson.Write(variant.Definition.Folder, file);
        var faults = model.SelfCheck(cancellationToken);
        return faults.Count == 0 ? file : throw new EvaluationException($"{variant.Definition.Folder}: {string.Join(" ", faults)}");
    }

    /// <summary>Chooses the texts, in their original order.</summary>
    public static SelfCheckSample[] Choose(IReadOnlyList<SelfCheckSample> candidates, double margin)
    {
        SelfCheckSample[] clear = [.. candidates.Where(sample => sample.Lead >= margin * LeadInMargins).Take(Texts)];
        HashSet<SelfCheckSample> chosen =
        [
            .. clear,
            .. candidates.Except(clear).OrderByDescending(sample => sample.Lead).Take(Texts - clear.Length),
        ];
        return [.. candidates.Where(chosen.Contains)];
    }

    /// <summary>
    /// How far a score can change if every logit changes by up to <paramref name="margin"/>: a probability p becomes at least
    /// 1 / (1 + (1/p − 1) e^(2 margin)). A translation's score is the mean of the logarithms of such probabilities. As that function is
    /// concave,
    /// the bound holds for the mean too.
    /// </summary>
    private static double ScoreChange(double score, double margin)
    {
        var probability = score <= 0 ? Math.Exp(score) : Math.Min(score, 1);
        var least = 1 / (1 + (((1 / probability) - 1) * Math.Exp(2 * margin)));
        return Round(score <= 0 ? score - Math.Log(least) : probability - least);
    }

    private static SelfCheckSample Sample(LoadedVariant model, (string Text, string? Pair) text, CancellationToken cancellationToken)
    {
        var sample = model.Generation is not null
            ? Translated(model, text.Text, cancellationToken)
            : new SelfCheckSample(text.Text, model.Answer(text.Text, text.Pair, cancellationToken), 0) { TextPair = text.Pair };
        var found = model.Check(sample, cancellationToken);
        return sample with { Score = Round(found.Score), Lead = Round(found.Lead) };
    }

    private static SelfCheckSample Translated(LoadedVariant model, string text, CancellationToken cancellationToken)
    {
        var found = model.TranslateAlone(text, cancellationToken);
        return new SelfCheckSample(text, found.Text, 0) { Tokens = found.Tokens };
    }

    /// <summary>Adds the score of the float32 model to a sample if that model gives the same answer.</summary>
    private static SelfCheckSample WithReference(
        LoadedVariant float32,
        SelfCheckSample sample,
        double margin,
        CancellationToken cancellationToken
    ) =>
        float32.Check(sample, cancellationToken) is var found && found.Lead >= -margin
            ? sample with
            {
                Reference = Round(found.Score),
            }
            : sample;

    private static double Round(double score) => Math.Round(score, ScoreDigits);
}
