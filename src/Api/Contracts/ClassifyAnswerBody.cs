using TransformerService.Models;

namespace TransformerService.Api.Contracts;

/// <summary>The classifications, one for each text.</summary>
public sealed record ClassifyAnswerBody
{
    /// <summary>The model that answered.</summary>
    /// <example>sentiment</example>
    public required string Model { get; init; }

    /// <summary>The variant that answered.</summary>
    /// <example>student</example>
    public required VariantRole Variant { get; init; }

    /// <summary>The version that answered: the start of its content hash.</summary>
    /// <example>3f2a9c01d4e7</example>
    public required string Version { get; init; }

    /// <summary>One classification for each text, in the texts' order.</summary>
    public required IReadOnlyList<ClassificationBody> Results { get; init; }

    /// <summary>Where the time went.</summary>
    public required TimingBody Timing { get; init; }
}
