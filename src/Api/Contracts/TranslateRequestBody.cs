using System.ComponentModel.DataAnnotations;
using TransformerService.Models;

namespace TransformerService.Api.Contracts;

/// <summary>A call to translate one text or several. Fields that are not listed here are refused.</summary>
public sealed record TranslateRequestBody
{
    /// <summary>
    /// The text to translate, or an array of texts (1 to the model's maxTexts, together at most maxCharacters characters).
    /// The answers come in the same order. Required.
    /// </summary>
    [Required]
    public TextOrTexts? Text { get; init; }

    /// <summary>The model's name, from GET /v1/models. Default: the model for source and target, or the only translation model.</summary>
    /// <example>en-fr</example>
    public string? Model { get; init; }

    /// <summary>The language of the text, e.g. en. Default: the model's.</summary>
    /// <example>en</example>
    public string? Source { get; init; }

    /// <summary>The language to translate to, e.g. fr. Default: the model's.</summary>
    /// <example>fr</example>
    public string? Target { get; init; }

    /// <summary>Which variant answers: student (small, fast) or teacher (large, good). Default: student.</summary>
    /// <example>student</example>
    public VariantRole? Variant { get; init; }

    /// <summary>How to decode. Default: as the model's generation_config.json says.</summary>
    public TranslateOptionsBody? Options { get; init; }
}
