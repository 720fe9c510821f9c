using System.ComponentModel.DataAnnotations;
using TransformerService.Models;

namespace TransformerService.Api.Contracts;

/// <summary>A call to classify one text or several. Fields that are not listed here are refused.</summary>
public sealed record ClassifyRequestBody
{
    /// <summary>
    /// The text to classify, or an array of texts (1 to the model's maxTexts, together at most maxCharacters characters).
    /// The answers come in the same order. Required.
    /// </summary>
    [Required]
    public TextOrTexts? Text { get; init; }

    /// <summary>The second text of each pair, for models trained on pairs: as many as there are texts. Default: none.</summary>
    public TextOrTexts? TextPair { get; init; }

    /// <summary>The model's name, from GET /v1/models. Default: the only classification model, or the configured one.</summary>
    /// <example>sentiment</example>
    public string? Model { get; init; }

    /// <summary>Which variant answers: student (small, fast) or teacher (large, good). Default: student.</summary>
    /// <example>student</example>
    public VariantRole? Variant { get; init; }

    /// <summary>Labels returned for each text, best first, at least 1; more than the model has gives all of them. Default: 5.</summary>
    /// <example>2</example>
    [Range(1, int.MaxValue)]
    public int? TopK { get; init; }
}
