namespace TransformerService.Tokenization.Sentences;

/// <summary>What follows a possible end of a sentence.</summary>
internal enum OpeningKind
{
    /// <summary>Not the beginning of a sentence: a small letter, a comma, a stray mark.</summary>
    None,

    /// <summary>A capital letter.</summary>
    Capital,

    /// <summary>A number, or a sign that belongs to one (<c>$5</c>, <c>#5</c>).</summary>
    Number,

    /// <summary>A letter of a script without capitals.</summary>
    Uncased,

    /// <summary>A character that rarely stands inside a sentence: <c>¿</c>, <c>¡</c>, an emoji, <c>#tag</c>, <c>@name</c>.</summary>
    Marked,
}
