using System.ComponentModel.DataAnnotations;

namespace TransformerService.Api.Contracts;

/// <summary>A term and the translation that it must have. Fields that are not listed here are refused.</summary>
public sealed record GlossaryEntryBody
{
    /// <summary>The term as the texts have it, 1 to 200 characters. Required.</summary>
    /// <example>Blue Door</example>
    [Required]
    public string? Source { get; init; }

    /// <summary>Its translation, 1 to 200 characters. Default: the term itself, which is then not translated.</summary>
    /// <example>Porte Bleue</example>
    public string? Target { get; init; }
}

/// <summary>A term of the glossary that is in a translation.</summary>
public sealed record AppliedEntryBody
{
    /// <summary>The term.</summary>
    /// <example>Blue Door</example>
    public required string Source { get; init; }

    /// <summary>Its translation.</summary>
    /// <example>Porte Bleue</example>
    public required string Target { get; init; }

    /// <summary>How often it stands in the translation.</summary>
    /// <example>1</example>
    public required int Count { get; init; }
}

/// <summary>The glossary of a model.</summary>
public sealed record GlossaryBody
{
    /// <summary>SHA-256 over its entries, in hex; empty without entries. Equal entries have an equal hash, whatever their order.</summary>
    /// <example>8d1f0b6a2c9e4f7385a1d0c2b4e6f8091a2b3c4d5e6f708192a3b4c5d6e7f809</example>
    public required string Hash { get; init; }

    /// <summary>Its entries.</summary>
    public required IReadOnlyList<GlossaryEntryBody> Entries { get; init; }
}

/// <summary>What a model's description says of its glossary.</summary>
public sealed record GlossarySummaryBody
{
    /// <summary>SHA-256 over its entries, in hex.</summary>
    /// <example>8d1f0b6a2c9e4f7385a1d0c2b4e6f8091a2b3c4d5e6f708192a3b4c5d6e7f809</example>
    public required string Hash { get; init; }

    /// <summary>How many entries it has.</summary>
    /// <example>12</example>
    public required int Entries { get; init; }
}

/// <summary>The glossary that a model should have: entries, or those of its files. Fields that are not listed here are refused.</summary>
public sealed record GlossaryChangeBody
{
    /// <summary>The entries, at most 10,000; an empty list for no glossary. They replace all entries in force.</summary>
    public IReadOnlyList<GlossaryEntryBody>? Entries { get; init; }

    /// <summary>true for the entries of the model's glossary.json.</summary>
    /// <example>false</example>
    public bool? UseFile { get; init; }
}
