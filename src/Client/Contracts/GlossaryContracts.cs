namespace TransformerService.Client;

/// <summary>A term and the translation that it must have.</summary>
public sealed record GlossaryEntry
{
    /// <summary>The term as the texts have it, 1 to 200 characters.</summary>
    public required string Source { get; init; }

    /// <summary>Its translation, 1 to 200 characters. Default: the term itself, which is then not translated.</summary>
    public string? Target { get; init; }
}

/// <summary>A term of the glossary that is in a translation.</summary>
public sealed record AppliedEntry
{
    /// <summary>The term.</summary>
    public required string Source { get; init; }

    /// <summary>Its translation.</summary>
    public required string Target { get; init; }

    /// <summary>How often it stands in the translation.</summary>
    public required int Count { get; init; }
}

/// <summary>The glossary of a model.</summary>
public sealed record Glossary
{
    /// <summary>SHA-256 over its entries, in hex; empty without entries. Equal entries have an equal hash, whatever their order.</summary>
    public required string Hash { get; init; }

    /// <summary>Its entries.</summary>
    public required IReadOnlyList<GlossaryEntry> Entries { get; init; }
}

/// <summary>What a model's description says of its glossary.</summary>
public sealed record GlossarySummary
{
    /// <summary>SHA-256 over its entries, in hex.</summary>
    public required string Hash { get; init; }

    /// <summary>How many entries it has.</summary>
    public required int Entries { get; init; }
}

/// <summary>The glossary that a model should have: entries, or those of its files.</summary>
public sealed record GlossaryChange
{
    /// <summary>The entries, at most 10,000; an empty list for no glossary. They replace all entries in force.</summary>
    public IReadOnlyList<GlossaryEntry>? Entries { get; init; }

    /// <summary>true for the entries of the model's glossary.json.</summary>
    public bool? UseFile { get; init; }
}
