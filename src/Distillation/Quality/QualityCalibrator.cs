using TransformerService.Distillation.Data;
using TransformerService.Distillation.Evaluation;
using TransformerService.Evaluation.Metrics;
using TransformerService.Inference.Variants;
using TransformerService.Models;
using TransformerService.Models.Quality;

namespace TransformerService.Distillation.Quality;

/// <summary>
/// Calibrates the quality of a student's translations: their signs against their chrF with the teacher's, or with the targets of the files
/// if the model has no teacher. Every second sentence is held out to see how well it holds.
/// </summary>
internal static class QualityCalibrator
{
    private const double MostChrF = 100;

    /// <summary>Calibrates the student, or the only variant.</summary>
    /// <param name="modelFolder">The model's folder.</param>
    /// <param name="sets">The sentences, with their targets.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="EvaluationException">The model is faulty or does not translate, or there are too few sentences.</exception>
    public static async Task<CalibratedQuality> RunAsync(
        string modelFolder,
        IReadOnlyList<TestSet<TextPair>> sets,
        CancellationToken cancellationToken
    )
    {
        var roles = ModelVariant.Roles(modelFolder);
        var student = ModelVariant.Find(modelFolder, roles.Contains(VariantRole.Student) ? VariantRole.Student : VariantRole.Teacher);
        List<RatedSentence> rated = [];
        using (var model = Open(student))
        {
            using var teacher = roles.Count > 1 ? Open(ModelVariant.Find(modelFolder, VariantRole.Teacher)) : null;
            foreach (var set in sets)
            {
                string[] texts = [.. set.Items.Select(pair => pair.Source)];
                var found = await TranslateAsync(model, texts, cancellationToken);
                string[] references = teacher is null
                    ? [.. set.Items.Select(pair => pair.Target)]
                    : [.. (await TranslateAsync(teacher, texts, cancellationToken)).Select(text => text.Text)];
                rated.AddRange(
                    texts.Select(
                        (text, place) =>
                            new RatedSentence(
                                set.Name,
                                model.SignsOf(text, found[place]),
                                ChrF.Corpus([found[place].Text], [references[place]]) / MostChrF
                            )
                    )
                );
            }
        }

        RatedSentence[] fitted = [.. rated.Where((_, place) => place % 2 == 0)],
            held = [.. rated.Where((_, place) => place % 2 == 1)];
        if (fitted.Length <= QualitySigns.Count || held.Length == 0)
        {
            throw new EvaluationException($"There are {rated.Count} sentences: too few to calibrate {QualitySigns.Count} signs.");
        }

        var (bias, weights) = LogisticFit.Run(
            [.. fitted.Select(sentence => sentence.Signs.ToArray())],
            [.. fitted.Select(sentence => sentence.ChrF)]
        );
        return new CalibratedQuality(
            student.Definition.Folder,
            new QualityCalibration(student.Export.ContentHash, bias, weights) { Sentences = fitted.Length },
            held
        );
    }

    private static LoadedVariant Open(ModelVariant variant) =>
        variant.Task == ModelTask.Translation
            ? variant.Load()
            : throw new EvaluationException($"{variant.ModelFolder}: it does not translate.");

    private static async Task<IReadOnlyList<GeneratedText>> TranslateAsync(
        LoadedVariant model,
        string[] texts,
        CancellationToken cancellationToken
    ) => [.. (await model.TranslateAsync(texts, model.Generation?.NumBeams ?? 1, 1, cancellationToken)).Select(found => found[0])];
}

/// <summary>A translated sentence.</summary>
/// <param name="Set">The file that it is of.</param>
/// <param name="Signs">What its translation shows.</param>
/// <param name="ChrF">The translation's chrF with the reference, 0 to 1.</param>
internal sealed record RatedSentence(string Set, QualitySigns Signs, double ChrF);

/// <summary>A calibration, and the sentences that it has not seen.</summary>
/// <param name="Folder">The export's folder.</param>
/// <param name="Calibration">The calibration.</param>
/// <param name="HeldOut">The other sentences.</param>
internal sealed record CalibratedQuality(string Folder, QualityCalibration Calibration, IReadOnlyList<RatedSentence> HeldOut);
