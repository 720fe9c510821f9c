using TransformerService.Models.Glossaries;

namespace TransformerService.Models.Requests;

/// <summary>A call to translate texts, through REST, gRPC or in process.</summary>
/// <param name="Texts">The texts, in the order in which the answers go back.</param>
public sealed record TranslationRequest(IReadOnlyList<string> Texts) : InferenceRequest(Texts)
{
    /// <summary>The value of <see cref="Source"/> for texts whose languages are to be detected.</summary>
    public const string Auto = "auto";

    /// <summary>The source language's code, e.g. <c>en</c>, or <see cref="Auto"/>.</summary>
    public string? Source { get; init; }

    /// <summary>The target language's code, e.g. <c>fr</c>.</summary>
    public string? Target { get; init; }

    /// <summary>
    /// Terms of the texts with the translations that they must have, at most <see cref="Glossaries.Glossary.MostOfCall"/>; they take precedence over
    /// those of the model.
    /// </summary>
    public IReadOnlyList<GlossaryEntry> Glossary { get; init; } = [];

    /// <summary>What the texts are written in.</summary>
    public TextFormat Format { get; init; }

    /// <summary>How to decode.</summary>
    public TranslationOptions Options { get; init; } = TranslationOptions.Default;
}

/// <summary>What a text is written in.</summary>
public enum TextFormat
{
    /// <summary>Plain text.</summary>
    Text,

    /// <summary>HTML: a page or a fragment.</summary>
    Html,

    /// <summary>XML, well-formed.</summary>
    Xml,

    /// <summary>Markdown: CommonMark with tables.</summary>
    Markdown,
}
