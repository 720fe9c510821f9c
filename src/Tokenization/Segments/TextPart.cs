namespace TransformerService.Tokenization.Segments;

/// <summary>A part of a text: what is copied, and what a model translates.</summary>
/// <param name="Start">Where it begins, in UTF-16 code units.</param>
/// <param name="Length">How long it is, in UTF-16 code units; never 0.</param>
/// <param name="Kind">What is done with it.</param>
public readonly record struct TextPart(int Start, int Length, TextPartKind Kind)
{
    /// <summary>The first offset after it.</summary>
    public int End => Start + Length;

    /// <summary>Whether its sentence is written in upper case alone.</summary>
    public bool IsUpperCase { get; init; }

    /// <summary>Whether its sentence begins with it.</summary>
    public bool IsFirst { get; init; }

    /// <summary>Whether it is only a piece of its sentence, which has protected spans.</summary>
    public bool IsPiece { get; init; }

    /// <summary>Whether it goes on with a small letter behind another sentence (<see cref="QuotedSpeech"/>).</summary>
    public bool GoesOn { get; init; }

    /// <summary>The part of <paramref name="text"/>, the text that was planned.</summary>
    public ReadOnlySpan<char> In(string text) => text.AsSpan(Start, Length);
}

/// <summary>What is done with a part of a text.</summary>
public enum TextPartKind
{
    /// <summary>Structure, white space, and what has no letter: copied.</summary>
    Copied,

    /// <summary>A protected span: copied, and looked for in the answer.</summary>
    Span,

    /// <summary>Language: translated.</summary>
    Words,
}
