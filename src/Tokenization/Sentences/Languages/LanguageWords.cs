namespace TransformerService.Tokenization.Sentences.Languages;

/// <summary>
/// A language's words, as lists separated by white space. Abbreviations are listed without their last dot. One listed with a small first
/// letter also matches with a capital; one listed with a capital matches only as listed.
/// </summary>
internal sealed record LanguageWords
{
    /// <summary><see cref="AbbreviationKind.Joining"/>.</summary>
    public string Joining { get; init; } = "";

    /// <summary><see cref="AbbreviationKind.BeforeNumber"/>.</summary>
    public string BeforeNumber { get; init; } = "";

    /// <summary><see cref="AbbreviationKind.Undecided"/>.</summary>
    public string Undecided { get; init; } = "";

    /// <summary><see cref="AbbreviationKind.Closing"/>.</summary>
    public string Closing { get; init; } = "";

    /// <summary>Words that often begin a sentence and are not names.</summary>
    public string Beginners { get; init; } = "";

    /// <summary>The same, before an apostrophe: French <c>C'est</c>.</summary>
    public string ElidedBeginners { get; init; } = "";

    /// <summary>Verbs that follow a speaker's name after a quote.</summary>
    public string SpeechVerbs { get; init; } = "";

    /// <summary>Words with a small letter that may begin the subject of such a verb: <c>he</c>, <c>the</c>.</summary>
    public string SpeakerWords { get; init; } = "";

    /// <summary>A pronoun that is always written with a capital.</summary>
    public string CapitalPronoun { get; init; } = "";

    /// <summary>Whether nouns are written with capitals, so that a capital does not show where a sentence begins.</summary>
    public bool CapitalisesNouns { get; init; }

    /// <summary>Whether ordinal numbers are written with a dot.</summary>
    public bool DottedOrdinals { get; init; }

    /// <summary>Whether a sentence may begin with a clipped article, with the capital on the next word: Dutch <c>'s Avonds</c>.</summary>
    public bool ClippedArticles { get; init; }
}

/// <summary>What an abbreviation implies for the end of a sentence.</summary>
internal enum AbbreviationKind
{
    /// <summary>Not an abbreviation: the dot ends the sentence.</summary>
    None,

    /// <summary>Never the last word of a sentence: <c>Mme. Dupont</c>, <c>e.g. this</c>.</summary>
    Joining,

    /// <summary>An abbreviation before a number, otherwise a word: <c>No. 5</c>, <c>art. 3</c>.</summary>
    BeforeNumber,

    /// <summary>Can be the last word, but names follow it too. The sentence ends only before a word that typically begins sentences,
    /// such as <c>The</c>: <c>Apple Inc. The …</c>, <c>at 5 p.m. Monday</c>.</summary>
    Undecided,

    /// <summary>The last word of a sentence whenever a capital follows: <c>etc.</c></summary>
    Closing,
}
