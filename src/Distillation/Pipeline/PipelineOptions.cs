namespace TransformerService.Distillation.Pipeline;

/// <summary>What a run is told besides its recipe.</summary>
internal sealed record PipelineOptions
{
    /// <summary>The folder that the recipe's corpora are in.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Where the run keeps what it makes.</summary>
    public required WorkFolder Work { get; init; }

    /// <summary>Which models are trained.</summary>
    public Stages Stages { get; init; } = Stages.Teacher | Stages.Student;

    /// <summary>Decides the student's weights, order and dropout instead of its recipe.</summary>
    public long? StudentSeed { get; init; }

    /// <summary>A finished model's folder whose teacher the training begins with; its vocabulary is taken too.</summary>
    public string? From { get; init; }

    /// <summary>More training data, JSON lines of pairs, beside the recipe's corpora.</summary>
    public IReadOnlyList<string> Extra { get; init; } = [];

    /// <summary>Whether a malformed line ends the run instead of being counted and passed over.</summary>
    public bool Strict { get; init; }
}
