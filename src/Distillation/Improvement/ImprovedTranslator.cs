using TransformerService.Distillation.Data;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Pipeline;
using TransformerService.Distillation.Recipes;
using TransformerService.Evaluation.Comparison;
using TransformerService.Models;
using TransformerService.Models.Repository;

namespace TransformerService.Distillation.Improvement;

/// <summary>A translator that is improved: the answers are the teacher's translations, which are learned sentence by sentence.</summary>
/// <param name="recipe">The recipe that the student was made with.</param>
/// <param name="options">What to start from, and how to train and decide.</param>
/// <param name="log">Receives the progress.</param>
internal sealed class ImprovedTranslator(TranslationRecipe recipe, ImprovementOptions options, TextWriter log) : IImprovedTask
{
    /// <summary>Most of the recipe's held-out pairs that are a test set.</summary>
    private const int MostTested = 2_000;

    public Recipe Recipe => recipe;

    public IEnumerable<string> Files =>
        [.. recipe.Corpora.Select(corpus => Path.Combine(options.DataFolder, corpus.File)), .. options.Pairs];

    public CardWords Words { get; } =
        new(
            "translation",
            options.Teacher is null
                ? "the translations of the teacher, sentence by sentence."
                : "those of a better teacher, which translated every text.",
            "A translation differs where shadow mode would count it; so it is on fixes. Test sets: 1 - chrF / 100 with the references."
        );

    public TrafficAnswers Answers(ModelVariant student)
    {
        CheckLanguages(student);
        return TrafficAnswers.Translations(recipe.SourceLanguage, recipe.TargetLanguage);
    }

    public async Task<IReadOnlyList<string>> AskAsync(
        ModelVariant teacher,
        IReadOnlyList<string> texts,
        ImprovementStart start,
        CancellationToken cancellationToken
    )
    {
        CheckLanguages(teacher);
        SplitText[] split = [.. texts.Select(text => SplitText.Of(text, recipe.SourceLanguage))];
        TextPair[] sentences =
        [
            .. split.SelectMany(text => text.Sentences).Distinct(StringComparer.Ordinal).Select(sentence => new TextPair(sentence, "")),
        ];
        var translated = await new SequenceDistillation(recipe.Distillation with { Interpolate = false }, log).TranslateAsync(
            () => TranslationEvaluator.Open(teacher),
            teacher.Export.ContentHash,
            sentences,
            start.Run.Translations("export"),
            cancellationToken
        );
        var translations = translated.ToDictionary(pair => pair.Source, pair => pair.Target, StringComparer.Ordinal);
        return [.. split.Select(text => text.With(translations))];
    }

    public bool Differ(string text, string answer, string teacher) => TranslationDifference.Of(text, answer, teacher).Differs;

    public async Task<IPreparedImprovement> PrepareAsync(ImprovementStart start, TrafficParts parts, CancellationToken cancellationToken)
    {
        await ServedTokenizer.CopyAsync(start.Student, start.Run.Work);
        var data = await TranslationData.PrepareAsync(
            recipe,
            new PipelineOptions { DataFolder = options.DataFolder, Work = start.Run.Work },
            log,
            cancellationToken
        );
        var tests =
            options.Pairs.Count > 0
                ? TestSetReader.Pairs(options.Pairs)
                : [new TestSet<TextPair>("the recipe's held-out pairs", EvenSample.Of(data.Validation, MostTested))];
        var chosen = TranslatorData.Of(
            data,
            recipe,
            parts,
            start.Fixes,
            tests.SelectMany(set => set.Items.Select(pair => pair.Source)),
            options
        );
        return new Prepared(start, chosen, tests, recipe.SourceLanguage, new TranslatorTraining(recipe, options, start, chosen, log));
    }

    private void CheckLanguages(ModelVariant model)
    {
        var manifest = ModelRepository.ReadModel(model.ModelFolder).Manifest;
        if (model.Task != ModelTask.Translation)
        {
            throw new EvaluationException($"{model.ModelFolder}: it does not translate, but the recipe does.");
        }

        if (
            (manifest?.SourceLanguage is { } source && source != recipe.SourceLanguage)
            || (manifest?.TargetLanguage is { } target && target != recipe.TargetLanguage)
        )
        {
            throw new EvaluationException(
                $"{model.ModelFolder}: it translates from {manifest.SourceLanguage} to {manifest.TargetLanguage}, but the recipe is for {recipe.SourceLanguage} to {recipe.TargetLanguage}: use the recipe that the student was made with."
            );
        }
    }

    private sealed class Prepared(
        ImprovementStart start,
        TranslatorData data,
        IReadOnlyList<TestSet<TextPair>> tests,
        string language,
        TranslatorTraining training
    ) : IPreparedImprovement
    {
        public ImprovementCounts Counts { get; } =
            new(data.Fresh.Count, data.Kept.Count + data.Replayed.Count, data.Development.Count, data.Validation.Count);

        public Task<bool> TrainAsync(CancellationToken cancellationToken) => training.RunAsync(cancellationToken);

        public IVersionComparison Compare(ModelVariant candidate) => new TranslatorComparison(start.Student, candidate, language, tests);
    }
}
