namespace TransformerService.Tokenization.Sentences.Languages;

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
