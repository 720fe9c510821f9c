namespace TransformerService.Distillation.Pipeline;

/// <summary>The options of a run besides its recipe.</summary>
internal sealed record PipelineOptions
{
    /// <summary>The folder that the recipe's corpora are in.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The folder for everything that the run makes.</summary>
    public required WorkFolder Work { get; init; }

    /// <summary>Which models are trained.</summary>
    public Stages Stages { get; init; } = Stages.Teacher | Stages.Student;

    /// <summary>Overrides the recipe's seed for the student's weights, order and dropout.</summary>
    public long? StudentSeed { get; init; }

    /// <summary>
    /// Folder of a finished translation model, or of a pretrained encoder for a classifier. The teacher starts from its weights and uses its
    /// vocabulary.
    /// </summary>
    public string? From { get; init; }

    /// <summary>
    /// Whether the recipe's own vocabulary is trained although a translation model is started from, whose pieces' weights are taken over.
    /// </summary>
    public bool NewVocabulary { get; init; }

    /// <summary>More training data, JSON lines of pairs, in addition to the recipe's corpora.</summary>
    public IReadOnlyList<string> Extra { get; init; } = [];

    /// <summary>Whether a malformed line ends the run instead of being counted and skipped.</summary>
    public bool Strict { get; init; }
}
