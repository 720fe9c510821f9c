using TransformerService.Distillation.Evaluation;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.SelfChecks;
using TransformerService.Models;
using TransformerService.Models.SelfChecks;

namespace TransformerService.Distillation.Pipeline;

/// <summary>Writes self-check.json beside an export: what the export answers now, so that a server can tell whether it still does.</summary>
internal static class GoldenSample
{
    /// <summary>Texts of a sample: few, since every start of a server asks them.</summary>
    public const int Texts = 8;

    private const int ScoreDigits = 6;

    // The kernels for int8 are not the same on every processor; those without VNNI may saturate a sum.
    private const double Int8Tolerance = 0.05;
    private const int Int8OneDiffersIn = 4;

    /// <param name="modelFolder">The model's folder, with its model.json.</param>
    /// <param name="role">Which variant.</param>
    /// <param name="texts">What is asked.</param>
    /// <param name="reference">The model's folder of the same variant in float32, to measure int8 against; <see langword="null"/> where there is none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="version">Which version; the current one where it is left out.</param>
    /// <exception cref="EvaluationException">The variant cannot be loaded, or would not pass.</exception>
    public static SelfCheckFile Write(
        string modelFolder, VariantRole role, IReadOnlyList<(string Text, string? Pair)> texts, string? reference, CancellationToken cancellationToken, string? version = null)
    {
        ModelVariant variant = ModelVariant.Find(modelFolder, role, version);
        using ServedModel model = variant.Load();
        (string Answer, double Score)[] answers = Alone(model, texts, cancellationToken);
        (string Answer, double Score)[]? exact = null;
        if (reference is not null)
        {
            using ServedModel float32 = ModelVariant.Find(reference, role).Load();
            exact = Alone(float32, texts, cancellationToken);
        }

        bool isInt8 = VariantFiles.Of(variant).Precision == WeightPrecision.Int8;
        var file = new SelfCheckFile(variant.Export.ContentHash, [.. texts.Select((text, place) => new SelfCheckSample(text.Text, answers[place].Answer, Round(answers[place].Score))
        {
            TextPair = text.Pair,
            Reference = exact is not null && exact[place].Answer == answers[place].Answer ? Round(exact[place].Score) : null,
        })]);
        if (isInt8)
        {
            file = file with { Tolerance = Int8Tolerance, MayDiffer = texts.Count / Int8OneDiffersIn };
        }

        SelfCheckJson.Write(variant.Definition.Folder, file);
        (_, IReadOnlyList<string> faults) = SelfCheck.Run(model, variant.Definition.Folder, cancellationToken);
        return faults.Count == 0 ? file : throw new EvaluationException($"{variant.Definition.Folder}: {string.Join(" ", faults)}");
    }

    private static (string Answer, double Score)[] Alone(ServedModel model, IReadOnlyList<(string Text, string? Pair)> texts, CancellationToken cancellationToken) =>
        [.. texts.Select(text => model.Answer([text], cancellationToken)[0])];

    private static double Round(double score) => Math.Round(score, ScoreDigits);
}
