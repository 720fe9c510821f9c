namespace TransformerService.Tokenization.Sentences.Languages;

/// <summary>What a word that is written with a dot says about the end of a sentence.</summary>
internal enum AbbreviationKind
{
    /// <summary>No abbreviation: the dot ends the sentence.</summary>
    None,

    /// <summary>Never the last word: <c>Mme. Dupont</c>, <c>e.g. this</c>.</summary>
    Joining,

    /// <summary>An abbreviation before a number, and a word otherwise: <c>No. 5</c>, <c>art. 3</c>.</summary>
    BeforeNumber,

    /// <summary>May well be the last word, and names follow it as well: the sentence ends only before a word that begins
    /// sentences, such as <c>The</c>: <c>Apple Inc. The …</c>, <c>at 5 p.m. Monday</c>.</summary>
    Undecided,

    /// <summary>The last word whenever a capital follows: <c>etc.</c></summary>
    Closing,
}
