using TransformerService.Distillation.Data;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Pipeline;
using TransformerService.Distillation.Quality;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Training;
using TransformerService.Models;
using TransformerService.Models.Exports.Shortlists;
using TransformerService.Models.Quality;

namespace TransformerService.Distillation.Improvement;

/// <summary>Continues the training of a translator that is served, and exports the result as the recipe's student is exported.</summary>
/// <param name="recipe">The recipe that the student was made with.</param>
/// <param name="options">How the training goes on.</param>
/// <param name="start">The version to begin with, and the teacher.</param>
/// <param name="data">The pairs.</param>
/// <param name="log">Receives the progress.</param>
internal sealed class TranslatorTraining(
    TranslationRecipe recipe,
    ImprovementOptions options,
    ImprovementStart start,
    TranslatorData data,
    TextWriter log
)
{
    private const string Name = "student";

    private readonly WorkFolder _work = start.Run.Work;
    private readonly string _served = start.Student.Definition.Folder;

    /// <summary>Trains, or continues where an earlier run stopped, and writes the version into the work folder's model.</summary>
    /// <returns>Whether it finished.</returns>
    /// <exception cref="ExportException">The student is not a translator of the recipe's shape.</exception>
    /// <exception cref="TrainingException">Training cannot continue, or the disk cannot be written.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var training = options.TrainingOf(recipe.Student);
        var model = (recipe.Student ?? recipe.Teacher) with { Training = training };

        // 1. The old pairs' translations, so that the student is asked for nothing other than what it learned.
        var labeller = start.Teacher ?? start.Student;
        var replayed = await TranslateAsync(labeller, data.Replayed, "replayed", cancellationToken);
        var validation = await TranslateAsync(labeller, data.Validation, "validation", cancellationToken);
        TextPair[] learned = [.. data.Fresh, .. data.Kept, .. replayed];

        // 2. The training.
        var trained = Train(model, learned, validation, cancellationToken);
        if (!trained.IsFinished)
        {
            return false;
        }

        // 3. The export. Scales are measured on the new pairs too, since the version will read such texts.
        var validated = data.Recipe with
        {
            Validation = [.. validation, .. data.Development],
        };
        await new QuantizedTranslationExport(recipe, new TranslationExport(recipe, _work.Tokenizer), VariantRole.Student, log).WriteAsync(
            _work.Model,
            _work.Float32Student,
            model,
            trained.Weights,
            validated,
            learned,
            Shortlist(validated, learned, cancellationToken),
            cancellationToken
        );
        await CalibrateAsync(validated.Validation, cancellationToken);
        QuantizedTranslationExport.WriteSelfCheck(
            VariantRole.Student,
            _work.Model,
            _work.Float32Student,
            validated.Validation,
            cancellationToken
        );
        return true;
    }

    private async Task<IReadOnlyList<TextPair>> TranslateAsync(
        ModelVariant labeller,
        IReadOnlyList<TextPair> pairs,
        string part,
        CancellationToken cancellationToken
    ) =>
        [
            .. (
                await new SequenceDistillation(recipe.Distillation, log).TranslateAsync(
                    () => TranslationEvaluator.Open(labeller),
                    labeller.Export.ContentHash,
                    pairs,
                    start.Run.Translations(part),
                    cancellationToken
                )
            ).Where(pair => !string.IsNullOrWhiteSpace(pair.Target)),
        ];

    private TrainedModel Train(
        TransformerRecipe model,
        IReadOnlyList<TextPair> learned,
        IReadOnlyList<TextPair> validation,
        CancellationToken cancellationToken
    )
    {
        var shape = model.TranslationShape(data.Recipe.Tokenizer.LargestVocabularyId + 1);
        var weights = MarianImporter.ReadServed(_served, shape);
        var run = new TrainingRun(Name, _work.Training(Name), model.Training, log);
        using var transformer = new TranslationTransformer(
            shape,
            PrecisionSelection.Of(recipe, log).For(run),
            model.Training.Dropout,
            model.Training.Seed
        );
        var task = new TranslationTask(transformer, model.Training, Encode(learned), Encode(validation))
        {
            Alignment = data.Recipe.Guided(model.Training, learned, recipe.MaxTokens, cancellationToken),
        };
        ITrainingTask[] sets =
        [
            .. new[] { validation, data.Development }
                .Select(Encode)
                .Where(pairs => pairs.Count > 0)
                .Select(pairs => new TranslationTask(transformer, model.Training, [], pairs)),
        ];
        return sets.Length > 0
            ? run.Train(new BothValidations(task, sets), name => MarianWeights.ValuesOf(name, weights), cancellationToken)
            : throw new CorpusException("Every held-out pair is longer than maxTokens, so there is nothing to validate on.");

        IReadOnlyList<EncodedPair> Encode(IReadOnlyList<TextPair> pairs) => data.Recipe.Encode(pairs, recipe.MaxTokens);
    }

    private LexicalShortlist? Shortlist(TranslationData validated, IReadOnlyList<TextPair> learned, CancellationToken cancellationToken)
    {
        var file = Path.Combine(_served, LexicalShortlistFile.Name);
        return File.Exists(file)
            ? StudentShortlist.Extended(LexicalShortlistFile.Read(file), recipe, validated, learned, log, cancellationToken)
            : null;
    }

    /// <summary>Calibrates the quality again where the student had one: its weights say nothing of another export.</summary>
    private async Task CalibrateAsync(IReadOnlyList<TextPair> validation, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(_served, QualityCalibration.Name)))
        {
            return;
        }

        try
        {
            var quality = await QualityCalibrator.RunAsync(
                _work.Model,
                [new TestSet<TextPair>("validation", validation)],
                cancellationToken
            );
            QualityJson.Write(quality.Folder, quality.Calibration);
        }
        catch (EvaluationException exception)
        {
            await log.WriteLineAsync($"The version has no {QualityCalibration.Name}: {exception.Message}");
        }
    }
}
