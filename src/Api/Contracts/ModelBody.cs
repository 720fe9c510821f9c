using TransformerService.Models;
using TransformerService.Models.Catalog;

namespace TransformerService.Api.Contracts;

/// <summary>What the server tells about one model.</summary>
public sealed record ModelBody
{
    /// <summary>The name that calls use.</summary>
    /// <example>en-fr</example>
    public required string Name { get; init; }

    /// <summary>What it does: translation or text-classification; left out if its model.json could not be read.</summary>
    /// <example>translation</example>
    public ModelTask? Task { get; init; }

    /// <summary>The language it translates from; left out for a classifier.</summary>
    /// <example>en</example>
    public string? SourceLanguage { get; init; }

    /// <summary>The language it translates to; left out for a classifier.</summary>
    /// <example>fr</example>
    public string? TargetLanguage { get; init; }

    /// <summary>The licence that its model.json states.</summary>
    /// <example>CC BY 3.0</example>
    public string? License { get; init; }

    /// <summary>The description in its model.json.</summary>
    /// <example>English to French, short sentences.</example>
    public string? Description { get; init; }

    /// <summary>loading, ready or failed; ready when the variant that answers by default is.</summary>
    /// <example>ready</example>
    public required ModelState State { get; init; }

    /// <summary>Everything wrong with the model as such, each a sentence that says what to change.</summary>
    /// <example>[]</example>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>What was ignored in its files and may surprise, each a sentence.</summary>
    /// <example>[]</example>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Its variants, the one that answers by default first.</summary>
    public required IReadOnlyList<VariantBody> Variants { get; init; }
}
