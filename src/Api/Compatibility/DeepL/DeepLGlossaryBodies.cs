namespace TransformerService.Api.Compatibility.DeepL;

/// <summary>The body of <c>POST /v2/glossaries</c>. As at DeepL, fields that are not listed here are ignored.</summary>
internal sealed record DeepLGlossaryRequest
{
    public string? Name { get; init; }

    public string? SourceLang { get; init; }

    public string? TargetLang { get; init; }

    /// <summary>The entries, a line each.</summary>
    public string? Entries { get; init; }

    /// <summary>tsv or csv.</summary>
    public string? EntriesFormat { get; init; }
}

/// <summary>The languages between which glossaries can be.</summary>
internal sealed record DeepLGlossaryPairs(IReadOnlyList<DeepLGlossaryPair> SupportedLanguages);

/// <summary>A pair of languages.</summary>
internal sealed record DeepLGlossaryPair(string SourceLang, string TargetLang);

/// <summary>The answer of <c>GET /v2/glossaries</c>.</summary>
internal sealed record DeepLGlossaries(IReadOnlyList<DeepLGlossary> Glossaries);

/// <summary>A glossary of the caller's key, or of a model.</summary>
internal sealed record DeepLGlossary(
    string GlossaryId,
    string Name,
    bool Ready,
    string SourceLang,
    string TargetLang,
    string CreationTime,
    int EntryCount
);
