using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Pipeline;
using TransformerService.Distillation.Pretrained;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Training;
using TransformerService.Models;

namespace TransformerService.Distillation.Improvement;

/// <summary>Continues the training of a classifier that is served, and exports the result as the recipe's student is exported.</summary>
/// <param name="recipe">The recipe that the student was made with.</param>
/// <param name="options">How the training goes on.</param>
/// <param name="work">The folder of the improvement.</param>
/// <param name="log">Receives the progress.</param>
internal sealed class ClassifierTraining(ClassificationRecipe recipe, ImprovementOptions options, WorkFolder work, TextWriter log)
{
    private const string Name = "student";

    /// <summary>Trains, or continues where an earlier run stopped, and writes the version into the work folder's model.</summary>
    /// <param name="student">The version to begin with; its weights may be int8.</param>
    /// <param name="data">The texts.</param>
    /// <param name="soft">A teacher's distributions for the training texts, or <see langword="null"/> to learn the labels alone.</param>
    /// <param name="cancellationToken">Saves and stops.</param>
    /// <returns>Whether it finished.</returns>
    /// <exception cref="ExportException">The student is not a classifier of the recipes' kind.</exception>
    /// <exception cref="TrainingException">Training cannot continue, or the disk cannot be written.</exception>
    public async Task<bool> RunAsync(
        ModelVariant student,
        ImprovementData data,
        IReadOnlyList<float[]>? soft,
        CancellationToken cancellationToken
    )
    {
        var training = options.TrainingOf(recipe.Student);
        var config = EncoderConfig.Read(student.Definition.Folder);
        var shape = new DistilBertShape
        {
            Vocabulary = data.Recipe.Tokenizer.LargestVocabularyId + 1,
            ModelSize = config.ModelSize,
            Heads = config.Heads,
            Layers = config.Layers,
            FeedForward = config.FeedForward,
            MaxPositions = config.Positions,
            Labels = data.Recipe.Labels,
            Dropout = training.Dropout,
        };
        var trained = Train(shape, training, student, data, soft, cancellationToken);
        if (!trained.IsFinished)
        {
            return false;
        }

        var export = new ClassificationExport(recipe, work.Tokenizer);
        var graph = ClassificationExport.Build(shape, trained.Weights);
        export.Write(work.Float32Student, TranslationExport.Student, shape, graph);

        // The scales are measured on the new texts too, since the version will read such texts.
        var calibrated = data.Recipe with
        {
            Training = [.. EvenSample.Of(data.Training, recipe.Quantization.Examples)],
        };
        var int8 = await new ClassifierQuantization(recipe.Quantization, calibrated, log).QuantizeAsync(Name, graph, cancellationToken);
        export.Write(work.Model, TranslationExport.Student, shape, int8);
        GoldenSample.Write(
            work.Model,
            VariantRole.Student,
            [.. EvenSample.Of(data.Recipe.Validation, GoldenSample.Candidates).Select(text => (text.Text, (string?)null))],
            work.Float32Student,
            cancellationToken
        );
        return true;
    }

    private TrainedModel Train(
        DistilBertShape shape,
        TrainingOptions training,
        ModelVariant student,
        ImprovementData data,
        IReadOnlyList<float[]>? soft,
        CancellationToken cancellationToken
    )
    {
        var run = new TrainingRun(Name, work.Training(Name), training, log);
        using var model = new ClassifierTransformer(shape, PrecisionSelection.Of(recipe, log).For(run), training.Seed);
        var task = new ClassificationTask(model, training, data.Training, data.Recipe.Validation, data.Recipe.MaskTokenId)
        {
            SoftLabels = soft is null ? null : new SoftLabels(soft, recipe.Distillation),
        };
        List<ITrainingTask> sets = [task];
        if (data.Development.Count > 0)
        {
            sets.Add(new ClassificationTask(model, training, [], data.Development, data.Recipe.MaskTokenId));
        }

        return run.Train(new BothValidations(task, sets), Weights(student, shape), cancellationToken);
    }

    private static Func<string, float[]?> Weights(ModelVariant student, DistilBertShape shape)
    {
        var folder = Path.GetDirectoryName(student.Export.Onnx.Model) ?? student.Definition.Folder;
        var encoder = new Lazy<PretrainedEncoder>(() => PretrainedEncoder.Read(folder));
        int[] rows = [.. Enumerable.Range(0, shape.Vocabulary)];
        return name => ClassifierTransformer.IsHead(name) ? encoder.Value.Head(name) : encoder.Value.Values(name, rows, shape.MaxPositions);
    }
}
