namespace TransformerService.Models.Requests;

/// <summary>A call to explain answers: which parts of a text a label or a translation rests on.</summary>
/// <param name="Texts">The texts, in the order in which the answers go back.</param>
public sealed record ExplainRequest(IReadOnlyList<string> Texts) : InferenceRequest(Texts)
{
    /// <summary>The default of <see cref="MaxRows"/>.</summary>
    public const int DefaultMaxRows = 64;

    /// <summary>The bounds of <see cref="MaxRows"/>.</summary>
    public const int FewestRows = 2,
        MostRows = 512;

    /// <summary>The label that is explained, for a classifier. Default: each text's best.</summary>
    public string? Label { get; init; }

    /// <summary>The translations that are explained, as many as there are texts. Default: the model's own.</summary>
    public IReadOnlyList<string>? Targets { get; init; }

    public override IReadOnlyList<string> OtherTexts() => Targets ?? [];

    /// <summary>
    /// How the weights are found. Default: by attention for a translation whose export gives it, otherwise by occlusion.
    /// </summary>
    public ExplanationMethod? Method { get; init; }

    /// <summary>What is left out at a time.</summary>
    public ExplanationUnit Unit { get; init; }

    /// <summary>Rows that each text may take by occlusion. A text with more parts is left out in groups of neighbours.</summary>
    public int MaxRows { get; init; } = DefaultMaxRows;
}

/// <summary>The parts that an explanation leaves out, one at a time.</summary>
public enum ExplanationUnit
{
    /// <summary>Words and signs.</summary>
    Word,

    /// <summary>The model's tokens.</summary>
    Token,
}

/// <summary>How an explanation finds its weights.</summary>
public enum ExplanationMethod
{
    /// <summary>By leaving out each part of the text.</summary>
    Occlusion,

    /// <summary>By the attention that the words of a translation give to those of its source.</summary>
    Attention,
}

/// <summary>The explanations, one per text and in the texts' order.</summary>
public sealed record ExplainAnswer(
    string Model,
    VariantRole Variant,
    string Version,
    IReadOnlyList<Explanation> Results,
    RequestTiming Timing
) : InferenceAnswer(Model, Variant, Version, Timing)
{
    /// <summary>How the weights were found.</summary>
    public ExplanationMethod Method { get; init; }
}

/// <summary>What an answer rests on.</summary>
/// <param name="Parts">The parts of the text that the model read, in their order.</param>
/// <param name="Rows">The rows that ran for it.</param>
/// <param name="Read">What the model read of the text.</param>
public sealed record Explanation(IReadOnlyList<ExplainedPart> Parts, int Rows, ReadText Read)
{
    /// <summary>The label, for a classifier.</summary>
    public LabelScore? Label { get; init; }

    /// <summary>The translation, for a model that translates.</summary>
    public ExplainedTarget? Target { get; init; }
}

/// <summary>A part of a text.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="Weight">
/// How much the answer rests on it. For a label: the fall of its log-odds without the part, or of its score for a regression. For a
/// translation: the fall of its log-probability, or the part's share of its attention.
/// </param>
/// <param name="Without">
/// The label's score, or the translation's log-probability, without the part; <see langword="null"/> by attention.
/// </param>
public sealed record ExplainedPart(ExplainedPlace Place, double Weight, double? Without);

/// <summary>A translation, and what each part of it rests on.</summary>
/// <param name="Text">The translation.</param>
/// <param name="LogProbability">Its log-probability.</param>
/// <param name="Parts">Its parts, in their order.</param>
public sealed record ExplainedTarget(string Text, double LogProbability, IReadOnlyList<ExplainedTargetPart> Parts);

/// <summary>A part of a translation.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="LogProbability">The log-probability of its tokens.</param>
/// <param name="Weights">
/// For each part of the source, in their order, the fall of its log-probability without it, or the share of its attention.
/// </param>
public sealed record ExplainedTargetPart(ExplainedPlace Place, double LogProbability, IReadOnlyList<double> Weights)
{
    /// <summary>The index of the source part with the greatest weight; <see langword="null"/> if none is above 0.</summary>
    public int? Source
    {
        get
        {
            var best = -1;
            for (var part = 0; part < Weights.Count; part++)
            {
                if (Weights[part] > (best < 0 ? 0 : Weights[best]))
                {
                    best = part;
                }
            }

            return best < 0 ? null : best;
        }
    }
}

/// <summary>A part of a text.</summary>
/// <param name="Text">The part.</param>
/// <param name="Start">Its first code point.</param>
/// <param name="End">The code point after its last.</param>
public readonly record struct ExplainedPlace(string Text, int Start, int End);
