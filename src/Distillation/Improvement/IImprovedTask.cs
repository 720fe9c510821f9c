using TransformerService.Distillation.Data;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Recipes;

namespace TransformerService.Distillation.Improvement;

/// <summary>What an improvement does differently for each task. <see cref="StudentImprovement"/> has the steps.</summary>
internal interface IImprovedTask
{
    /// <summary>The recipe that the student was made with.</summary>
    Recipe Recipe { get; }

    /// <summary>The recipe's corpora and the test sets: a run is not continued with others.</summary>
    IEnumerable<string> Files { get; }

    /// <summary>The model card's words for the task.</summary>
    CardWords Words { get; }

    /// <summary>Which answers a line of the export may have.</summary>
    /// <param name="student">The version that answers.</param>
    /// <exception cref="EvaluationException">The student has another task than the recipe.</exception>
    TrafficAnswers Answers(ModelVariant student);

    /// <summary>The teacher's answers to texts, each asked once and kept in the run's folder.</summary>
    /// <exception cref="EvaluationException">The teacher cannot be loaded, or does not fit.</exception>
    Task<IReadOnlyList<string>> AskAsync(
        ModelVariant teacher,
        IReadOnlyList<string> texts,
        ImprovementStart start,
        CancellationToken cancellationToken
    );

    /// <summary>Whether an answer differs from the teacher's, as shadow mode decides it.</summary>
    bool Differ(string text, string answer, string teacher);

    /// <summary>Reads the recipe's data, and chooses what is trained on.</summary>
    /// <exception cref="EvaluationException">The student does not fit the recipe.</exception>
    /// <exception cref="CorpusException">A corpus is missing or malformed.</exception>
    Task<IPreparedImprovement> PrepareAsync(ImprovementStart start, TrafficParts parts, CancellationToken cancellationToken);
}

/// <summary>A training that can begin, and the comparison that follows.</summary>
internal interface IPreparedImprovement
{
    /// <summary>How many texts there are.</summary>
    ImprovementCounts Counts { get; }

    /// <summary>Trains, or continues where an earlier run stopped, and exports the version with its self-check, which is written last.</summary>
    /// <returns>Whether it finished.</returns>
    /// <exception cref="Training.TrainingException">Training cannot continue, or the disk cannot be written.</exception>
    Task<bool> TrainAsync(CancellationToken cancellationToken);

    /// <summary>Compares the version that answers with the new one.</summary>
    IVersionComparison Compare(ModelVariant candidate);
}

/// <summary>Compares two versions on the same texts, through the code that serves them.</summary>
internal interface IVersionComparison : IDisposable
{
    /// <summary>Compares on texts with the right answers.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="weights">The weight of each; <see langword="null"/> for 1.</param>
    /// <param name="cancellationToken">Stops the comparison.</param>
    /// <returns>The rates, and the texts that only the old version gets wrong.</returns>
    /// <exception cref="EvaluationException">A version cannot answer them.</exception>
    Task<(PairedRates Rates, IReadOnlyList<LabelledText> Repaired)> OfAsync(
        TestSet<LabelledText> texts,
        IReadOnlyList<double>? weights,
        CancellationToken cancellationToken
    );

    /// <summary>Compares on the test sets.</summary>
    Task<IReadOnlyList<ComparedSet>> OfTestSetsAsync(CancellationToken cancellationToken);

    /// <summary>Whether the versions can give an answer that an earlier version learned.</summary>
    bool CanAnswer(LabelledText text);
}

/// <summary>What an improvement begins with.</summary>
/// <param name="Student">The version that answers.</param>
/// <param name="Teacher">The model that labels; <see langword="null"/> if it is on another server.</param>
/// <param name="Run">The run's files.</param>
/// <param name="Fixes">Texts that earlier improvements repaired.</param>
internal sealed record ImprovementStart(ModelVariant Student, ModelVariant? Teacher, ImprovementRun Run, IReadOnlyList<LabelledText> Fixes);

/// <summary>How many examples an improvement has.</summary>
/// <param name="Fresh">New examples that are trained on.</param>
/// <param name="Replayed">Old ones that are trained on.</param>
/// <param name="Development">New ones that choose the epoch.</param>
/// <param name="Validation">Old ones that choose the epoch.</param>
internal sealed record ImprovementCounts(int Fresh, int Replayed, int Development, int Validation);

/// <summary>A model card's words for a task.</summary>
/// <param name="Tag">The task's name on Hugging Face.</param>
/// <param name="Labels">Where the answers that it learns come from.</param>
/// <param name="Measure">What the numbers of the comparisons are.</param>
internal sealed record CardWords(string Tag, string Labels, string Measure);
