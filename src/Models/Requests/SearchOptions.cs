namespace TransformerService.Models.Requests;

/// <summary>
/// How a sequence is searched for. An option that is <see langword="null"/> comes from the export's generation_config.json, as in Hugging Face
/// <c>generate</c>.
/// </summary>
public abstract record SearchOptions
{
    /// <summary>Number of beams, 1 to 8; 1 is greedy search.</summary>
    public int? BeamSize { get; init; }

    /// <summary>Maximum number of tokens to generate for one sequence, the end token included; 1 to the model's limit.</summary>
    public int? MaxNewTokens { get; init; }

    /// <summary>Minimum number of tokens to generate before the end token is allowed; 0 to <see cref="MaxNewTokens"/>.</summary>
    public int? MinNewTokens { get; init; }

    /// <summary>Exponent of the length that a beam's score is divided by, −10 to 10; above 0 favours longer outputs.</summary>
    public double? LengthPenalty { get; init; }

    /// <summary>No n-gram of this size occurs twice in an output; 0 turns it off; 0 to 32.</summary>
    public int? NoRepeatNgramSize { get; init; }

    /// <summary>Scores of tokens already generated are weakened by this factor, 0.01 to 10; 1 turns it off (Keskar et al. 2019).</summary>
    public double? RepetitionPenalty { get; init; }

    /// <summary>Hypotheses returned per text, 1 to <see cref="BeamSize"/>; of samples 1 to 8.</summary>
    public int? NumHypotheses { get; init; }

    /// <summary>When a beam search stops.</summary>
    public EarlyStopping? EarlyStopping { get; init; }
}

/// <summary>When a beam search stops, as Hugging Face's <c>early_stopping</c>.</summary>
public enum EarlyStopping
{
    /// <summary><c>false</c>: when no open beam can beat the worst finished one at its present length (a heuristic).</summary>
    Heuristic,

    /// <summary><c>true</c>: as soon as there are as many finished hypotheses as beams.</summary>
    Always,

    /// <summary><c>"never"</c>: only when no open beam can beat the worst finished one at any length.</summary>
    Never,
}
