using System.Text;
using TransformerService.Models.Files;
using TransformerService.Tokenization.Bpe;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Tokenization.Fast;

/// <summary>The pre-tokenizers of tokenizer.json, each a function that cuts a part of a text into smaller ones.</summary>
internal static class PreTokenizers
{
    // In the reference's regular expressions, \w also contains letter numbers, all marks and the joiners.
    private const string WordOrSymbols = @"[\w\p{M}\p{Nl}\u200C\u200D\u24B6-\u24E9]+|[^\w\p{M}\p{Nl}\u200C\u200D\u24B6-\u24E9\s]+";

    public static Func<PreToken, TextWork, IEnumerable<PreToken>> Create(JsonSection part)
    {
        switch (part.Type())
        {
            case "Sequence":
                var steps = part.Steps("pretokenizers").Select(Create).ToArray();
                return (whole, work) =>
                    steps.Aggregate<Func<PreToken, TextWork, IEnumerable<PreToken>>, IEnumerable<PreToken>>(
                        [whole],
                        (parts, step) => parts.SelectMany(part => step(part, work))
                    );
            case "BertPreTokenizer":
                return (whole, work) =>
                    WhiteSpace(whole, work)
                        .SelectMany(word => Splitting.At(word, CharacterClass.IsBertPunctuation, SplitBehavior.Isolated, work));
            case "Whitespace":
                var words = new CodePointRegex(WordOrSymbols);
                return (whole, work) => Splitting.At(whole, words.Matches(whole.Text, work), SplitBehavior.Removed, invert: true);
            case "WhitespaceSplit":
                return WhiteSpace;
            case "Punctuation":
                var behavior = Behavior(part, SplitBehavior.Isolated);
                return (whole, work) => Splitting.At(whole, CharacterClass.IsBertPunctuation, behavior, work);
            case "Digits":
                var digits = (part.Flag("individual_digits") ?? false) ? SplitBehavior.Isolated : SplitBehavior.Contiguous;
                return (whole, work) => Splitting.At(whole, CharacterClass.IsNumber, digits, work);
            case "CharDelimiterSplit":
                var delimiter = part.RequiredText("delimiter");
                return (whole, work) => Splitting.At(whole, rune => rune.ToString() == delimiter, SplitBehavior.Removed, work);
            case "Split":
                return Split(part);
            case "ByteLevel":
                return ByteLevel(part);
            case "Metaspace":
                var metaspace = new Metaspace(part);
                return metaspace.Split;
            default:
                throw part.Unsupported();
        }
    }

    private static IEnumerable<PreToken> WhiteSpace(PreToken whole, TextWork work) =>
        Splitting.At(whole, Rune.IsWhiteSpace, SplitBehavior.Removed, work);

    private static Func<PreToken, TextWork, IEnumerable<PreToken>> Split(JsonSection part)
    {
        var regex = Normalizers.Regex(part, "pattern");
        var (behavior, invert) = (Behavior(part, null), part.Flag("invert") ?? false);
        return (whole, work) => Splitting.At(whole, regex.Matches(whole.Text, work), behavior, invert);
    }

    private static Func<PreToken, TextWork, IEnumerable<PreToken>> ByteLevel(JsonSection part)
    {
        var (addSpace, splits) = (part.Flag("add_prefix_space") ?? true, part.Flag("use_regex") ?? true);
        return (whole, work) =>
        {
            var spaced = addSpace && !whole.Text.StartsWith(' ') ? whole.Changed(" " + whole.Text, tracked => tracked.Prepend(" ")) : whole;
            return splits
                ? Gpt2Splitter.Split(spaced.Text, work).Select(word => InBytes(spaced, word.Start.Value, word.End.Value))
                : [InBytes(spaced, 0, spaced.Text.Length)];
        };
    }

    /// <summary>A part of a text in the alphabet of bytes.</summary>
    private static PreToken InBytes(PreToken whole, int start, int end)
    {
        var part = new PreToken(whole.Text[start..end], whole.StartsText && start == 0, whole.Track?.Slice(start, end));
        return part.Changed(ByteLevelAlphabet.Encode(part.Text), tracked => tracked.Replace(Bytes(tracked.Text)));

        static IEnumerable<(Range Part, string By)> Bytes(string text)
        {
            var place = 0;
            foreach (var rune in text.EnumerateRunes())
            {
                yield return (place..(place + rune.Utf16SequenceLength), ByteLevelAlphabet.Encode(rune.ToString()));
                place += rune.Utf16SequenceLength;
            }
        }
    }

    private static SplitBehavior Behavior(JsonSection part, SplitBehavior? otherwise) =>
        part.ShortText("behavior") switch
        {
            null => otherwise ?? throw part.Missing("behavior"),
            var name => Enum.TryParse<SplitBehavior>(name, ignoreCase: false, out var behavior)
                ? behavior
                : throw part.Unusable($"the behavior '{name}' is not supported"),
        };
}
