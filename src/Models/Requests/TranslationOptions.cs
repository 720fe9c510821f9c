namespace TransformerService.Models.Requests;

/// <summary>The options of one translation.</summary>
public sealed record TranslationOptions : SearchOptions
{
    /// <summary>All defaults.</summary>
    public static TranslationOptions Default { get; } = new();

    /// <summary>The most entries of <see cref="Protect"/>.</summary>
    public const int MostProtected = 100;

    /// <summary>The most characters of an entry of <see cref="Protect"/>.</summary>
    public const int LongestProtected = 200;

    /// <summary>
    /// Whether a text is split into sentences first (the default), or translated as one sequence and truncated at the model's limit.
    /// </summary>
    public bool SplitSentences { get; init; } = true;

    /// <summary>
    /// Whether a model with a lexical shortlist uses it (the default): only the pieces of a sentence's list can occur in its translation.
    /// Always <see langword="false"/> in effect for a whole text as one sequence.
    /// </summary>
    public bool Shortlist { get; init; } = true;

    /// <summary>
    /// Whether list markers, heading signs, tabs, cells of tables and fenced code are copied (the default), or read by the model. This and
    /// the following options hold only for a text that is split into sentences.
    /// </summary>
    public bool KeepStructure { get; init; } = true;

    /// <summary>
    /// Whether what is not language, such as URLs and placeholders, and characters that the vocabulary lacks, come back as they are (the default).
    /// </summary>
    public bool ProtectSpans { get; init; } = true;

    /// <summary>Whether the model does not see soft hyphens, zero-width characters and similar (the default).</summary>
    public bool RemoveInvisible { get; init; } = true;

    /// <summary>Whether sentences in upper case alone are lowered for the model, and their translations raised (the default).</summary>
    public bool LowerCapitals { get; init; } = true;

    /// <summary>Whether a sentence whose numbers changed is translated once more with its numbers protected (the default).</summary>
    public bool CheckNumbers { get; init; } = true;

    /// <summary>
    /// Whether translations are bounded by the length of their sentences, ended when they repeat themselves, and then decoded once more with no
    /// n-gram twice (the default).
    /// </summary>
    public bool StopRunaways { get; init; } = true;

    /// <summary>Whether the model's own glossary is applied (the default).</summary>
    public bool ModelGlossary { get; init; } = true;

    /// <summary>Whether the values of <c>alt</c>, <c>title</c> and <c>placeholder</c> of HTML and XML are translated; not by default.</summary>
    public bool TranslateAttributes { get; init; }

    /// <summary>
    /// Names and terms that come back as they are, wherever a text has them as whole words; at most <see cref="MostProtected"/>, of at most
    /// <see cref="LongestProtected"/> characters.
    /// </summary>
    public IReadOnlyList<string> Protect { get; init; } = [];
}
