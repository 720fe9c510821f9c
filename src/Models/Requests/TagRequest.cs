namespace TransformerService.Models.Requests;

/// <summary>A call to label parts of texts, through REST, gRPC or in process.</summary>
/// <param name="Texts">The texts, in the order in which the answers go back.</param>
public sealed record TagRequest(IReadOnlyList<string> Texts) : InferenceRequest(Texts)
{
    /// <summary>How tokens are joined to entities.</summary>
    public TagAggregation Aggregation { get; init; } = TagAggregation.Simple;

    /// <summary>The unit of the places in a text.</summary>
    public OffsetUnit Offsets { get; init; }
}

/// <summary>How tokens are joined to entities, as in Hugging Face's token-classification pipeline.</summary>
public enum TagAggregation
{
    /// <summary>They are not: each token by itself.</summary>
    None,

    /// <summary>Neighbouring tokens of one type are joined.</summary>
    Simple,

    /// <summary>A word has the label of its first token; words are joined.</summary>
    First,

    /// <summary>A word has the label with the best mean over its tokens; words are joined.</summary>
    Average,

    /// <summary>A word has the label of its token with the best score; words are joined.</summary>
    Max,
}

/// <summary>The unit that a place in a text is counted in.</summary>
public enum OffsetUnit
{
    /// <summary>Unicode code points, as Python counts.</summary>
    CodePoints,

    /// <summary>UTF-16 units, as JavaScript, Java and .NET count.</summary>
    Utf16,
}

/// <summary>The entities, one list per text and in the texts' order.</summary>
/// <param name="Model">The model that answered.</param>
/// <param name="Variant">The variant that answered.</param>
/// <param name="Version">The version that answered.</param>
/// <param name="Entities">The entities of each text, in their order in it.</param>
/// <param name="Timing">Where the time went.</param>
public sealed record TagAnswer(
    string Model,
    VariantRole Variant,
    string Version,
    IReadOnlyList<IReadOnlyList<TaggedEntity>> Entities,
    RequestTiming Timing
) : InferenceAnswer(Model, Variant, Version, Timing);

/// <summary>A labelled part of a text.</summary>
/// <param name="Label">Its type; without aggregation the token's label.</param>
/// <param name="Score">The probability, 0 to 1; the mean over its tokens or words where there are several.</param>
/// <param name="Text">The part of the text.</param>
/// <param name="Start">Where it starts.</param>
/// <param name="End">Where it ends, exclusive.</param>
public sealed record TaggedEntity(string Label, double Score, string Text, int Start, int End);
