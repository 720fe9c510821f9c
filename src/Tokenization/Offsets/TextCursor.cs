using System.Globalization;
using System.Text;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Tokenization.Offsets;

/// <summary>
/// Walks over a well-formed text in folded characters: compatibility decomposition in lower case, which normalisers of all kinds agree on.
/// A copy looks ahead.
/// </summary>
internal struct TextCursor
{
    private readonly string _text;
    private string _folded = "";
    private int _place;
    private int _next;

    public TextCursor(string text)
    {
        _text = text;
        Load();
    }

    /// <summary>The code point that the current character comes from.</summary>
    public int CodePoint { get; private set; } = 0;

    /// <summary>Whether the text has ended.</summary>
    public readonly bool IsAtEnd => _folded.Length == 0;

    /// <summary>The current folded character; 0 at the end.</summary>
    public readonly int Current => IsAtEnd ? 0 : Rune.GetRuneAt(_folded, _place).Value;

    /// <summary>The current code point of the text as it was written.</summary>
    public readonly Rune Written => Rune.GetRuneAt(_text, _next - LengthBefore(_text, _next));

    /// <summary>Whether tokenizers may drop the current character: white space, controls, marks.</summary>
    public readonly bool IsOptional => !IsAtEnd && IsOptionalCharacter(new Rune(Current));

    /// <summary>Whether the current code point is white space.</summary>
    public readonly bool IsSpace => !IsAtEnd && Rune.IsWhiteSpace(Written);

    /// <summary>Goes on by one folded character.</summary>
    public void Move()
    {
        _place += Rune.GetRuneAt(_folded, _place).Utf16SequenceLength;
        if (_place == _folded.Length)
        {
            MoveCodePoint();
        }
    }

    /// <summary>Goes on to the next code point.</summary>
    public void MoveCodePoint()
    {
        CodePoint++;
        Load();
    }

    /// <summary>Whether the folded characters follow here; false if there are none.</summary>
    public readonly bool IsAt(List<int> folded)
    {
        var ahead = this;
        foreach (var character in folded)
        {
            if (ahead.IsAtEnd || ahead.Current != character)
            {
                return false;
            }

            ahead.Move();
        }

        return folded.Count > 0;
    }

    /// <summary>Whether a text that is not empty is written here, after white space.</summary>
    public readonly bool IsWritten(string text)
    {
        var ahead = this;
        while (ahead.IsSpace)
        {
            ahead.MoveCodePoint();
        }

        foreach (var rune in text.EnumerateRunes())
        {
            if (ahead.IsAtEnd || ahead.Written != rune)
            {
                return false;
            }

            ahead.MoveCodePoint();
        }

        return text.Length > 0;
    }

    /// <summary>The folded form of a character; never empty.</summary>
    public static string Fold(Rune rune)
    {
        if (rune.IsAscii)
        {
            return Ascii[char.ToLowerInvariant((char)rune.Value)];
        }

        var folded = UnicodeText.ToLower(UnicodeText.Normalize(rune.ToString(), NormalizationForm.FormKD));
        return folded.Length > 0 ? folded : rune.ToString();
    }

    /// <summary>Whether tokenizers may drop a character.</summary>
    public static bool IsOptionalCharacter(Rune rune) =>
        rune.Value == 0xFFFD
        || Rune.IsWhiteSpace(rune)
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.NonSpacingMark
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.PrivateUse;

    private static readonly string[] Ascii = [.. Enumerable.Range(0, 128).Select(value => ((char)value).ToString())];

    private static int LengthBefore(string text, int end) => end > 1 && char.IsLowSurrogate(text[end - 1]) ? 2 : 1;

    private void Load()
    {
        _place = 0;
        if (_next == _text.Length)
        {
            _folded = "";
            return;
        }

        var rune = Rune.GetRuneAt(_text, _next);
        _next += rune.Utf16SequenceLength;
        _folded = Fold(rune);
    }
}
