using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using TransformerService.Tokenization;
using TransformerService.Tokenization.AddedTokens;
using TransformerService.Tokenization.Segments;
using TransformerService.Tokenization.Segments.Signs;
using TransformerService.Tokenization.Segments.Spans;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>
/// What a model can read: a character that becomes the unknown token or bytes is lost, and the model invents a word in its place. So is a sign
/// that the tokenizer rewrites, such as ½ as three characters. Special tokens that a text contains would act on the model instead of being
/// read.
/// </summary>
internal sealed class ReadableText
{
    /// <summary>Bounds the memory of <see cref="_known"/>; other characters are looked at each time.</summary>
    private const int MostKept = 65_536;

    private const string CodeStart = ">>",
        CodeEnd = "<<";
    private const int LongestCode = 12;
    private static readonly SearchValues<char> _ofCodes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
    );

    private static readonly (char From, string To)[] _plainForms =
    [
        ('‘', "'"),
        ('’', "'"),
        ('‚', "'"),
        ('“', "\""),
        ('”', "\""),
        ('„', "\""),
        ('«', "\""),
        ('»', "\""),
        ('‐', "-"),
        ('‑', "-"),
        ('–', "-"),
        ('—', "-"),
        ('−', "-"),
        ('…', "..."),
    ];

    private readonly TextTokenizer _tokenizer;
    private readonly AddedTokenTrie _special;
    private readonly IReadOnlySet<int> _unread;
    private readonly bool _hasCodes;
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);

    public ReadableText(TextTokenizer tokenizer)
    {
        _tokenizer = tokenizer;
        _unread = tokenizer.UnreadIds;
        var special = tokenizer.Tokens.Where(token => token.IsSpecial && token.Text.Length > 1).Select(token => token.Text);
        _hasCodes = tokenizer.DropsCodesInside;
        string[] codes = _hasCodes ? [CodeStart, CodeEnd] : [];
        _special = new AddedTokenTrie(
            special.Concat(codes).Select(text => KeyValuePair.Create(text, new AddedToken(text, -1, false, false, false, false, true)))
        );
    }

    /// <summary>Whether the model reads all of a text.</summary>
    public bool IsRead(TokenizedText row) => !Array.Exists(row.Ids, _unread.Contains);

    /// <summary>Whether a text has signs that the tokenizer reads as other ones.</summary>
    public bool LosesSigns(string text, TextWork work)
    {
        work.Pass(text.Length);
        return text.AsSpan().ContainsAny(TextSigns.Rare) && TextSigns.Find(text, IsLost, work).Count > 0;

        bool IsLost(Rune sign) => !HasPlainForm(sign) && !IsKnown(sign.ToString(), work);
    }

    /// <summary>The special tokens that are written in a text.</summary>
    public IReadOnlyList<ProtectedSpan> SpecialTokens(string text, TextWork work)
    {
        List<ProtectedSpan>? found = null;
        for (var from = 0; _special.Find(text, from, work, out var start, out var length) is not null; from = start + length)
        {
            found ??= [];
            found.Add(new ProtectedSpan(start, length));
        }

        return found is null ? [] : SpanFinder.Merge(_hasCodes ? found.Concat(Codes(text, found)) : found);
    }

    /// <summary>What stands between <c>&gt;&gt;</c> and <c>&lt;&lt;</c>, as in a code of a language that the model does not have.</summary>
    private static IEnumerable<ProtectedSpan> Codes(string text, List<ProtectedSpan> signs) =>
        signs
            .Zip(signs.Skip(1))
            .Where(pair =>
                text.AsSpan(pair.First.Start).StartsWith(CodeStart)
                && text.AsSpan(pair.Second.Start).StartsWith(CodeEnd)
                && pair.Second.Start - pair.First.End is > 0 and <= LongestCode
                && text.AsSpan(pair.First.End, pair.Second.Start - pair.First.End).IndexOfAnyExcept(_ofCodes) < 0
            )
            .Select(pair => new ProtectedSpan(pair.First.Start, pair.Second.End - pair.First.Start));

    /// <summary>
    /// Writes quotes, dashes, letters and digits that the vocabulary lacks in their plain form (<see cref="UsualForms"/>); returns whether there
    /// were any.
    /// </summary>
    public bool Simplify(ref string text, TextWork work)
    {
        var before = text;
        foreach (var (from, to) in _plainForms)
        {
            work.Pass(text.Length);
            if (text.Contains(from) && !IsKnown(from.ToString(), work) && IsKnown(to, work))
            {
                text = text.Replace(from.ToString(), to, StringComparison.Ordinal);
            }
        }

        text = UsualForms.Write(text, (written, usual) => !IsKnown(written, work) && IsKnown(usual, work), work);
        return !ReferenceEquals(before, text);
    }

    /// <summary>
    /// The characters that the model cannot read. Of a word with letters in two cases the whole word is one, as is what touches a sign: half of
    /// it would be translated as something else.
    /// </summary>
    public IReadOnlyList<ProtectedSpan> Unreadable(string text, TextWork work)
    {
        var found = new List<ProtectedSpan>();
        var done = 0;
        for (var at = 0; at < text.Length; )
        {
            var length = StringInfo.GetNextTextElementLength(text.AsSpan(at));
            work.Step(length);
            var element = text.Substring(at, length);
            if (
                char.IsWhiteSpace(text[at])
                || HasPlainForm(RuneAt(text, at))
                || IsKnown(element, work)
                || (UsualForms.Of(element) is { } usual && IsKnown(usual, work))
            )
            {
                at += length;
                continue;
            }

            int start = at,
                end = at + length;
            if (TextSigns.IsSign(RuneAt(text, at)))
            {
                start = TextSigns.StartOf(text, start, done, work);
                end = TextSigns.EndOf(text, end, work);
            }
            else if (IsCased(text, at))
            {
                while (start > done && IsOfWord(text[start - 1]))
                {
                    work.Step();
                    start--;
                }

                while (end < text.Length && IsOfWord(text[end]))
                {
                    work.Step();
                    end++;
                }
            }

            found.Add(new ProtectedSpan(start, end - start));
            (at, done) = (end, end);
        }

        return SpanFinder.Merge(found);
    }

    private static bool HasPlainForm(Rune rune) => Array.Exists(_plainForms, form => form.From == rune.Value);

    private static Rune RuneAt(string text, int at)
    {
        _ = Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out _);
        return rune;
    }

    private static bool IsCased(string text, int at) =>
        Rune.TryGetRuneAt(text, at, out var rune) && (Rune.IsUpper(rune) || Rune.IsLower(rune));

    private static bool IsOfWord(char c) =>
        char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsRareSign(string element) => element[0] >= 0x80 && TextSigns.IsSign(RuneAt(element, 0));

    private bool IsKnown(string element, TextWork work)
    {
        const int longest = 8;
        if (_known.TryGetValue(element, out var known))
        {
            return known;
        }

        var read = _tokenizer.Encode(element, int.MaxValue, work);
        known = IsRead(read) && (!IsRareSign(element) || _tokenizer.Decode(read.Ids, work).Trim() == element);
        if (element.Length <= longest && _known.Count < MostKept)
        {
            _known[element] = known;
        }

        return known;
    }
}
