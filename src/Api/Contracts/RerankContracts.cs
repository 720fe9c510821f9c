using System.ComponentModel.DataAnnotations;
using TransformerService.Models;

namespace TransformerService.Api.Contracts;

/// <summary>A call to order documents by how well they answer a query. Fields that are not listed here are refused.</summary>
public sealed record RerankRequestBody
{
    /// <summary>
    /// The query. It is read once for each document: its characters count as often toward the model's maxCharacters. Required.
    /// </summary>
    /// <example>Where can I buy bread?</example>
    [Required]
    public string? Query { get; init; }

    /// <summary>The documents (1 to the model's maxTexts). Required.</summary>
    [Required]
    public TextOrTexts? Documents { get; init; }

    /// <summary>The model's name, from GET /v1/models. Default: the only ranking model.</summary>
    /// <example>reranker</example>
    public string? Model { get; init; }

    /// <summary>Which variant answers: student (small, fast) or teacher (large, good). Default: student.</summary>
    /// <example>student</example>
    public VariantRole? Variant { get; init; }

    /// <summary>Documents returned, best first, at least 1; more than there are gives all of them. Default: all.</summary>
    /// <example>3</example>
    [Range(1, int.MaxValue)]
    public int? TopN { get; init; }
}

/// <summary>The documents in their order.</summary>
public sealed record RerankAnswerBody
{
    /// <summary>The model that answered.</summary>
    /// <example>reranker</example>
    public required string Model { get; init; }

    /// <summary>The variant that answered.</summary>
    /// <example>student</example>
    public required VariantRole Variant { get; init; }

    /// <summary>The version that answered: the start of its content hash.</summary>
    /// <example>3f2a9c01d4e7</example>
    public required string Version { get; init; }

    /// <summary>The topN best documents, best first.</summary>
    public required IReadOnlyList<RankedDocumentBody> Results { get; init; }

    /// <summary>How long the parts of the request took.</summary>
    public required TimingBody Timing { get; init; }
}

/// <summary>A document in the order.</summary>
public sealed record RankedDocumentBody
{
    /// <summary>Its place among the documents of the request, from 0.</summary>
    /// <example>2</example>
    public required int Index { get; init; }

    /// <summary>How well it answers the query: a sigmoid, or the logit if the model's files ask for it.</summary>
    /// <example>0.913</example>
    public required double Score { get; init; }

    /// <summary>Tokens that the model read, the query's and special tokens included.</summary>
    /// <example>21</example>
    public required int InputTokens { get; init; }

    /// <summary>Whether query and document were longer than the model's maxInputTokens, and so cut.</summary>
    /// <example>false</example>
    public required bool Truncated { get; init; }
}
