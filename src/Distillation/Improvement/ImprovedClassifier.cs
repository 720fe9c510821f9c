using TransformerService.Distillation.Data;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Pipeline;
using TransformerService.Distillation.Recipes;

namespace TransformerService.Distillation.Improvement;

/// <summary>A classifier that is improved: the answers are labels, of which the teacher's whole distribution is learned.</summary>
/// <param name="recipe">The recipe that the student was made with.</param>
/// <param name="options">What to start from, and how to train and decide.</param>
/// <param name="log">Receives the progress.</param>
internal sealed class ImprovedClassifier(ClassificationRecipe recipe, ImprovementOptions options, TextWriter log) : IImprovedTask
{
    public Recipe Recipe => recipe;

    public IEnumerable<string> Files =>
        [.. recipe.Corpora.Concat(recipe.Validation).Select(file => Path.Combine(options.DataFolder, file)), .. options.Labelled];

    public CardWords Words { get; } =
        new(
            "text-classification",
            options.Teacher is null ? "the teacher's answers in the export." : "those of a better teacher, which labelled every text.",
            "Test sets and fixes: how often the label is wrong."
        );

    public TrafficAnswers Answers(ModelVariant student) => TrafficAnswers.Labels(LabelsOf(student));

    public async Task<IReadOnlyList<string>> AskAsync(
        ModelVariant teacher,
        IReadOnlyList<string> texts,
        ImprovementStart start,
        CancellationToken cancellationToken
    )
    {
        var labels = LabelsOf(start.Student);
        var given = await new TeacherLabels(teacher, labels, start.Run.Labels("export"), log).OfAsync(texts, cancellationToken);
        return [.. given.Select(distribution => labels[TeacherLabels.Best(distribution)])];
    }

    public bool Differ(string text, string answer, string teacher) => answer != teacher;

    public async Task<IPreparedImprovement> PrepareAsync(ImprovementStart start, TrafficParts parts, CancellationToken cancellationToken)
    {
        var pipeline = new PipelineOptions { DataFolder = options.DataFolder, Work = start.Run.Work };
        var tests = ClassifierComparison.TestSets(recipe, options);
        var data = ImprovementData.Of(
            await ImprovementData.ReadRecipeAsync(recipe, pipeline, start.Student, log),
            parts,
            start.Fixes,
            tests.SelectMany(set => set.Items.Select(text => text.Text)),
            options,
            recipe.MaxTokens
        );
        return new Prepared(start, data, tests, new ClassifierTraining(recipe, options, start.Run.Work, log), log);
    }

    private IReadOnlyList<string> LabelsOf(ModelVariant student) =>
        student.Export.Head?.Labels ?? throw new EvaluationException($"{options.Versions}: it does not classify, but the recipe does.");

    private sealed class Prepared(
        ImprovementStart start,
        ImprovementData data,
        IReadOnlyList<TestSet<LabelledText>> tests,
        ClassifierTraining training,
        TextWriter log
    ) : IPreparedImprovement
    {
        public ImprovementCounts Counts { get; } =
            new(data.Training.Count - data.Replayed, data.Replayed, data.Development.Count, data.Recipe.Validation.Count);

        public async Task<bool> TrainAsync(CancellationToken cancellationToken)
        {
            var soft = start.Teacher is { } teacher
                ? await new TeacherLabels(teacher, data.Recipe.Labels, start.Run.Labels("training"), log).OfAsync(
                    [.. data.Training.Select(text => text.Text)],
                    cancellationToken
                )
                : null;
            return await training.RunAsync(start.Student, data, soft, cancellationToken);
        }

        public IVersionComparison Compare(ModelVariant candidate) => new ClassifierComparison(start.Student, candidate, tests);
    }
}
