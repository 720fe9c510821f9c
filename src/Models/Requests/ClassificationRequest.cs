namespace TransformerService.Models.Requests;

/// <summary>A call to classify texts, through REST, gRPC or in process.</summary>
/// <param name="Texts">The texts, in the order in which the answers go back.</param>
public sealed record ClassificationRequest(IReadOnlyList<string> Texts) : InferenceRequest(Texts)
{
    /// <summary>The second text of each pair, as many as there are texts; <see langword="null"/> if the texts are not pairs.</summary>
    public IReadOnlyList<string>? TextPairs { get; init; }

    public override IReadOnlyList<string> OtherTexts() => TextPairs ?? [];

    public override IReadOnlyList<string> SharedTexts() => Candidates?.Texts() ?? [];

    /// <summary>Number of labels returned per text, best first. Default: 5, at most as many as the model has; all candidate labels.</summary>
    public int? TopK { get; init; }

    /// <summary>Labels of the caller's own, for a model of natural language inference; <see langword="null"/> for the model's labels.</summary>
    public CandidateLabels? Candidates { get; init; }

    /// <summary>How long texts are divided; <see langword="null"/> if what the model cannot read is cut off.</summary>
    public ClassificationWindows? Windows { get; init; }

    /// <summary>
    /// How logits become scores; <see langword="null"/> for the export's own way. Neither for candidate labels nor for windows.
    /// </summary>
    public ScoreScale? Scale { get; init; }
}

/// <summary>How the logits of a text become scores, whatever the export says.</summary>
public enum ScoreScale
{
    /// <summary>They are the scores.</summary>
    Logits,

    /// <summary>A softmax: the scores sum to 1.</summary>
    Softmax,

    /// <summary>A sigmoid: each score by itself.</summary>
    Sigmoid,

    /// <summary>A softmax over several labels, the sigmoid of a single one; the export's own way if it gives no logits.</summary>
    Usual,
}

/// <summary>How a text is divided into windows, which are classified one by one.</summary>
/// <param name="Size">Tokens of a window, special tokens included.</param>
public sealed record ClassificationWindows(int Size)
{
    /// <summary>Tokens by which each window begins after the one before. Default: half of the tokens of the text in a window.</summary>
    public int? Stride { get; init; }

    /// <summary>How the windows' scores are joined.</summary>
    public WindowCombination Combination { get; init; }
}

/// <summary>How the scores of a text's windows are joined.</summary>
public enum WindowCombination
{
    /// <summary>Their mean, weighted by the windows' tokens of the text.</summary>
    Mean,

    /// <summary>The highest of each label.</summary>
    Max,
}

/// <summary>
/// Labels that a model was not trained on (zero-shot classification): it says for each whether the text entails a sentence with it.
/// </summary>
/// <param name="Labels">The labels.</param>
public sealed record CandidateLabels(IReadOnlyList<string> Labels)
{
    /// <summary>The place of the label in the sentence.</summary>
    public const string Place = "{}";

    private const string DefaultTemplate = "This example is {}.";

    /// <summary>The sentence, in which <see cref="Place"/> becomes the label.</summary>
    public string Template { get; init; } = DefaultTemplate;

    /// <summary>Whether a text may have several labels: each score is then independent of the others.</summary>
    public bool MultiLabel { get; init; }

    /// <summary>The labels, and the caller's own template.</summary>
    internal IReadOnlyList<string> Texts() => Template == DefaultTemplate ? Labels : [.. Labels, Template];
}
