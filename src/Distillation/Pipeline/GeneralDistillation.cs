using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Training;

namespace TransformerService.Distillation.Pipeline;

/// <summary>Teaches a student what the pretrained encoder knows, on unlabelled texts, before it learns the task.</summary>
internal sealed class GeneralDistillation(
    GeneralDistillationOptions general,
    PipelineOptions options,
    PrecisionSelection precision,
    TextWriter log
)
{
    /// <summary>The name of the training.</summary>
    public const string Name = "general";

    /// <param name="student">The student's recipe.</param>
    /// <param name="shape">The student's shape.</param>
    /// <param name="beginning">The pretrained encoder.</param>
    /// <param name="data">The unlabelled texts.</param>
    /// <param name="cancellationToken">Saves and stops.</param>
    /// <exception cref="RecipeException">There is no pretrained encoder.</exception>
    public TrainedModel Train(
        TransformerRecipe student,
        DistilBertShape shape,
        ClassifierBeginning beginning,
        ClassificationData data,
        CancellationToken cancellationToken
    )
    {
        var trained = shape with { Dropout = general.Training.Dropout };
        if (beginning.Config is not { } config)
        {
            throw new RecipeException("general needs a pretrained encoder: give the recipe's from, or --from.");
        }

        var taught = shape with
        {
            ModelSize = config.ModelSize,
            Heads = config.Heads,
            FeedForward = config.FeedForward,
            Layers = config.Layers,
        };
        var run = new TrainingRun(Name, options.Work.Training(Name), general.Training, log);
        var type = precision.For(run);
        using var model = new ClassifierTransformer(trained, type, general.Training.Seed);
        using var teacher = new ClassifierTransformer(taught with { Dropout = 0 }, type, seed: 1);
        if (beginning.Pretrained(taught) is { } pretrained)
        {
            teacher.Weights.Change(pretrained);
        }

        var task = new GeneralDistillationTask(
            model,
            new StateImitation(teacher, model, general),
            general.Training,
            data.Unlabelled,
            data.UnlabelledValidation
        );
        return run.Train(task, student.BeginWithTeacher ? beginning.Pretrained(trained) : null, cancellationToken);
    }
}
