using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Training;

namespace TransformerService.Distillation.Improvement;

/// <summary>What an improvement starts from, and how it trains and decides.</summary>
internal sealed record ImprovementOptions
{
    /// <summary>
    /// Epochs without a better score before the training ends, and most warm-up steps: the moments of the optimiser begin at zero.
    /// </summary>
    private const int Patience = 3,
        MostWarmupSteps = 50;

    /// <summary>The model's name in the server and in the log.</summary>
    public required string Model { get; init; }

    /// <summary>The model's folder, whose student has numbered versions.</summary>
    public required string Versions { get; init; }

    /// <summary>The folder that the recipe's corpora are in.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The folder for what the improvement makes on the way.</summary>
    public required string Work { get; init; }

    /// <summary>The export's file; <see langword="null"/> if a server gives it.</summary>
    public string? Export { get; init; }

    /// <summary>The server to fetch the export from, where there is no file.</summary>
    public Uri? Server { get; init; }

    /// <summary>An admin's key of the server.</summary>
    public string? Key { get; init; }

    /// <summary>
    /// Folder of a model that labels every text of the export; <see langword="null"/> uses the export's labels, and the teacher beside the
    /// student for what they lack.
    /// </summary>
    public string? Teacher { get; init; }

    /// <summary>Test files of labelled texts, for classifiers; none takes the recipe's validation files.</summary>
    public IReadOnlyList<string> Labelled { get; init; } = [];

    /// <summary>Test files of pairs, for translators; none takes the pairs that the recipe holds out.</summary>
    public IReadOnlyList<string> Pairs { get; init; } = [];

    /// <summary>Whether the new version may answer at once, because model.json names no current student.</summary>
    public bool Serve { get; init; }

    /// <summary>Whether it begins with the current version although there is a newer one.</summary>
    public bool DespiteNewer { get; init; }

    /// <summary>Share of the traffic that is held out, above 0 and below 1. Default 0.2.</summary>
    public double HeldOut { get; init; } = 0.2;

    /// <summary>Share of each epoch's texts that come from the old data, 0 to below 1. Default 0.5.</summary>
    public double Replay { get; init; } = 0.5;

    /// <summary>Factor of the recipe's learning rate, above 0, at most 1. Default 0.2.</summary>
    public double Rate { get; init; } = 0.2;

    /// <summary>Most passes over the new texts, at least 1. Default 10.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>
    /// The largest loss of accuracy on a test set that is accepted, or for translators of chrF divided by 100; 0 to 1. Default 0.005.
    /// </summary>
    public double MaxLoss { get; init; } = 0.005;

    /// <summary>Decides order and dropout. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The training of a recipe's student at a low rate, which forgets less, with early stopping.</summary>
    /// <exception cref="RecipeException">The recipe has no student.</exception>
    public TrainingOptions TrainingOf(TransformerRecipe? student) =>
        student is null
            ? throw new RecipeException("The recipe has no student to improve.")
            : student.Training with
            {
                Epochs = Epochs,
                LearningRate = student.Training.LearningRate * Rate,
                WarmupSteps = Math.Min(student.Training.WarmupSteps, MostWarmupSteps),
                Decay = LearningRateDecay.Linear,
                Patience = Patience,
                AverageCheckpoints = 1,
                Seed = Seed,
            };
}
