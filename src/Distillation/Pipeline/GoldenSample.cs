using TransformerService.Distillation.Evaluation;
using TransformerService.Inference.SelfChecks;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Translation;
using TransformerService.Models;
using TransformerService.Models.SelfChecks;

namespace TransformerService.Distillation.Pipeline;

/// <summary>Writes self-check.json beside an export: what the export answers now, so that a server can tell whether it still does.</summary>
internal static class GoldenSample
{
    /// <summary>Texts of a sample: few, since every start of a server asks them.</summary>
    public const int Texts = 8;

    /// <summary>Texts to choose them from.</summary>
    public const int Candidates = 64;

    private const int ScoreDigits = 6;

    /// <summary>
    /// The largest difference of a logit between processors, measured with bench/kernels.sh (docs/training.md). float32 sums round differently; of
    /// int8 models, a value that falls on the border between two bytes does.
    /// </summary>
    private const double Float32Margin = 0.0001, Int8TranslationMargin = 0.35, Int8ClassificationMargin = 0.1;

    /// <summary>At the closest step, the answer to a text leads by so many margins.</summary>
    private const int LeadInMargins = 10;

    private const double SmallestTolerance = 0.02;

    /// <param name="modelFolder">The model's folder, with its model.json.</param>
    /// <param name="role">Which variant.</param>
    /// <param name="candidates">What is asked: the first texts whose answers lead clearly, and if there are too few of them, those that lead most.</param>
    /// <param name="reference">The model's folder of the same variant in float32, to measure int8 against; <see langword="null"/> where there is none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="version">Which version; the current one where it is left out.</param>
    /// <exception cref="EvaluationException">The variant cannot be loaded, or would not pass.</exception>
    public static SelfCheckFile Write(
        string modelFolder, VariantRole role, IReadOnlyList<(string Text, string? Pair)> candidates, string? reference, CancellationToken cancellationToken, string? version = null)
    {
        ModelVariant variant = ModelVariant.Find(modelFolder, role, version);
        using ServedModel model = variant.Load();
        double margin = VariantFiles.Of(variant).Precision != WeightPrecision.Int8 ? Float32Margin
            : variant.Task == ModelTask.Translation ? Int8TranslationMargin
            : Int8ClassificationMargin;
        SelfCheckSample[] samples = Choose([.. candidates.Select(candidate => Sample(model, candidate, cancellationToken))], margin);
        if (reference is not null)
        {
            using ServedModel float32 = ModelVariant.Find(reference, role).Load();
            samples = [.. samples.Select(sample => WithReference(float32, sample, margin, cancellationToken))];
        }

        var file = new SelfCheckFile(variant.Export.ContentHash, samples)
        {
            Margin = margin,
            Tolerance = Math.Max(SmallestTolerance, samples.Max(sample => ScoreChange(sample.Score, margin))),
        };
        SelfCheckJson.Write(variant.Definition.Folder, file);
        (_, IReadOnlyList<string> faults) = SelfCheck.Run(model, variant.Definition.Folder, cancellationToken);
        return faults.Count == 0 ? file : throw new EvaluationException($"{variant.Definition.Folder}: {string.Join(" ", faults)}");
    }

    /// <summary>The texts that are asked, in the order in which they came.</summary>
    public static SelfCheckSample[] Choose(IReadOnlyList<SelfCheckSample> candidates, double margin)
    {
        SelfCheckSample[] clear = [.. candidates.Where(sample => sample.Lead >= margin * LeadInMargins).Take(Texts)];
        HashSet<SelfCheckSample> chosen = [.. clear, .. candidates.Except(clear).OrderByDescending(sample => sample.Lead).Take(Texts - clear.Length)];
        return [.. candidates.Where(chosen.Contains)];
    }

    /// <summary>
    /// How far a score can move where every logit moves by up to <paramref name="margin"/>: a probability p becomes at least
    /// 1 / (1 + (1/p − 1) e^(2 margin)). A translation's score is the mean of such logarithms, of a concave function: this bounds it too.
    /// </summary>
    private static double ScoreChange(double score, double margin)
    {
        double probability = score <= 0 ? Math.Exp(score) : Math.Min(score, 1);
        double least = 1 / (1 + (((1 / probability) - 1) * Math.Exp(2 * margin)));
        return Round(score <= 0 ? score - Math.Log(least) : probability - least);
    }

    private static SelfCheckSample Sample(ServedModel model, (string Text, string? Pair) text, CancellationToken cancellationToken)
    {
        SelfCheckSample sample = model is TranslationModel translation
            ? Translated(translation, text.Text, cancellationToken)
            : new SelfCheckSample(text.Text, model.Answer([text], cancellationToken)[0].Answer, 0) { TextPair = text.Pair };
        CheckedAnswer found = model.Check([sample], cancellationToken)[0];
        return sample with { Score = Round(found.Score), Lead = Round(found.Lead) };
    }

    private static SelfCheckSample Translated(TranslationModel model, string text, CancellationToken cancellationToken)
    {
        var row = new TranslationRow(model.Encode(text).Ids, model.Generation with { NumBeams = 1, NumReturnSequences = 1 });
        int[] tokens = [.. model.Generate([row], cancellationToken)[0][0].Tokens];
        return new SelfCheckSample(text, model.Tokenizer.Decode(tokens), 0) { Tokens = tokens };
    }

    /// <summary>The sample with the score that the float32 model gives, where it answers the same.</summary>
    private static SelfCheckSample WithReference(ServedModel float32, SelfCheckSample sample, double margin, CancellationToken cancellationToken) =>
        float32.Check([sample], cancellationToken)[0] is var found && found.Lead >= -margin ? sample with { Reference = Round(found.Score) } : sample;

    private static double Round(double score) => Math.Round(score, ScoreDigits);
}
