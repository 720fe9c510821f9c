namespace TransformerService.Models.Languages;

/// <summary>The languages among which a translation model chooses by tokens.</summary>
/// <param name="Tokens">The tokens, in the order of the model's files.</param>
/// <param name="Marks">Where the tokens stand.</param>
public sealed record ModelLanguages(IReadOnlyList<LanguageToken> Tokens, LanguageMarks Marks)
{
    private static readonly string[] UsualScripts = ["Hans", "Latn"];

    /// <summary>The language of a text whose language is not named; <see langword="null"/> if the files name none.</summary>
    public LanguageToken? Source { get; init; }

    /// <summary>The language into which a text is translated if none is named; <see langword="null"/> if the files name none.</summary>
    public LanguageToken? Target { get; init; }

    /// <summary>Whether the language of the text is one of these too, and has a token.</summary>
    public bool MarksSource => Marks != LanguageMarks.TargetInText;

    /// <summary>
    /// The token of a language: that of the model's own code, otherwise the first one that the name means. Of several regions the
    /// one named is taken, or none; of several scripts simplified Chinese or the Latin script, unless another is named.
    /// </summary>
    /// <param name="name">A code of the model, of ISO 639, or of BCP 47.</param>
    public LanguageToken? Find(string name)
    {
        foreach (var token in Tokens)
        {
            if (string.Equals(token.Code, name, StringComparison.OrdinalIgnoreCase) || token.Token == name)
            {
                return token;
            }
        }

        return LanguageTag.Parse(name) is not { } tag
            ? null
            : Tokens
                .Where(token => tag.Means(token.Tag))
                .OrderBy(token => token.Tag.Region == tag.Region ? 0 : 1)
                .ThenBy(token => token.Tag.Script is null || UsualScripts.Contains(token.Tag.Script) ? 0 : 1)
                .Select(token => (LanguageToken?)token)
                .FirstOrDefault();
    }
}

/// <summary>A language of a model.</summary>
/// <param name="Token">Its token, such as <c>__fr__</c>, <c>fra_Latn</c>, <c>fr_XX</c> or <c>&gt;&gt;fra&lt;&lt;</c>.</param>
/// <param name="Code">The token's code, such as <c>fr</c> or <c>fra_Latn</c>.</param>
/// <param name="Tag">What the code means.</param>
public readonly record struct LanguageToken(string Token, string Code, LanguageTag Tag);

/// <summary>Where a model reads the languages' tokens.</summary>
public enum LanguageMarks
{
    /// <summary>The text's language beside the text, the target's as the first token of the translation (M2M100, NLLB, mBART-50).</summary>
    FirstToken,

    /// <summary>The text's language beside the text, the target's in the place of the decoder's start token (mBART-25).</summary>
    StartToken,

    /// <summary>The target's before the text (multilingual Marian).</summary>
    TargetInText,
}
