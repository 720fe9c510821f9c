using System.Globalization;
using System.Text;
using TransformerService.Inference.Tokenization.Bpe;
using TransformerService.Inference.Tokenization.SentencePiece;
using TransformerService.Inference.Tokenization.Unicode;

namespace TransformerService.Inference.Tokenization.Fast;

/// <summary>The normalizers of tokenizer.json, each a function of text.</summary>
internal static class Normalizers
{
    public static Func<string, string> Create(JsonPart part)
    {
        switch (part.Type)
        {
            case "Sequence":
                var steps = part.Steps("normalizers").Select(Create).ToArray();
                return text => steps.Aggregate(text, (current, step) =>
                {
                    var next = step(current);
                    TextGrowth.Check(next.Length);
                    return next;
                });
            case "BertNormalizer":
                return Bert(part);
            case "NFC":
                return text => UnicodeText.Normalize(text, NormalizationForm.FormC);
            case "NFD":
                return text => UnicodeText.Normalize(text, NormalizationForm.FormD);
            case "NFKC":
                return text => UnicodeText.Normalize(text, NormalizationForm.FormKC);
            case "NFKD":
                return text => UnicodeText.Normalize(text, NormalizationForm.FormKD);
            case "Lowercase":
                return UnicodeText.ToLower;
            case "Strip":
                var (left, right) = (part.Flag("strip_left", true), part.Flag("strip_right", true));
                return text => right ? left ? text.Trim() : text.TrimEnd() : left ? text.TrimStart() : text;
            case "StripAccents":
                return text => Filter(text, rune => !IsMark(rune));
            case "Prepend":
                var prefix = part.Text("prepend");
                return text => text.Length == 0 ? text : prefix + text;
            case "Replace":
                var (regex, content) = (Regex(part, "pattern"), part.Text("content"));
                return text => regex.Replace(text, content);
            case "ByteLevel":
                return text => ByteLevelAlphabet.Encode(text);
            case "Nmt":
                return Nmt;
            case "Precompiled":
                return Precompiled(part);
            default:
                throw part.Unsupported();
        }
    }

    public static CodePointRegex Regex(JsonPart part, string name)
    {
        try
        {
            return new CodePointRegex(part.Pattern(name));
        }
        catch (ArgumentException fault)
        {
            throw part.Fault($"the regular expression of '{name}' cannot be used", fault);
        }
    }

    private static Func<string, string> Bert(JsonPart part)
    {
        var lowerCase = part.Flag("lowercase", true);
        var (clean, chinese) = (part.Flag("clean_text", true), part.Flag("handle_chinese_chars", true));
        var stripAccents = part.OptionalFlag("strip_accents") ?? lowerCase;
        return text =>
        {
            text = clean ? Filter(text, rune => rune.Value is not (0 or 0xFFFD) && !IsControl(rune), SpaceForSpace) : text;
            text = chinese ? SpaceChinese(text) : text;
            text = stripAccents ? UnicodeText.StripAccents(text) : text;
            return lowerCase ? UnicodeText.ToLower(text) : text;
        };
    }

    private static Func<string, string> Precompiled(JsonPart part)
    {
        try
        {
            var map = new CharacterMap(Convert.FromBase64String(part.OptionalText("precompiled_charsmap", int.MaxValue) ?? throw part.Fault("'precompiled_charsmap' is missing")));
            return text => PrecompiledNormalizer.Apply(map, text);
        }
        catch (FormatException fault)
        {
            throw part.Fault("the compiled character map is broken", fault);
        }
    }

    // The rules of the NMT team that SentencePiece's own character maps hold too.
    private static string Nmt(string text) => Filter(
        text,
        rune => rune.Value is not ((>= 0x01 and <= 0x08) or 0x0B or (>= 0x0E and <= 0x1F) or 0x7F or 0x8F or 0x9F),
        rune => rune.Value is 0x09 or 0x0A or 0x0C or 0x0D or 0x1680 or (>= 0x200B and <= 0x200F) or 0x2028 or 0x2029 or 0x2581
            or 0xFEFF or 0xFFFD
            ? new Rune(' ')
            : rune);

    private static string SpaceChinese(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = CharacterClass.IsChinese(rune)
                ? result.Append(' ').Append(rune.ToString()).Append(' ')
                : result.Append(rune.ToString());
        }

        return result.ToString();
    }

    private static Rune SpaceForSpace(Rune rune) => Rune.IsWhiteSpace(rune) ? new Rune(' ') : rune;

    // The fast tokenizers keep code points that are not assigned; the slow ones drop them.
    private static bool IsControl(Rune rune) =>
        CharacterClass.IsBertControl(rune) && Rune.GetUnicodeCategory(rune) != UnicodeCategory.OtherNotAssigned;

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static string Filter(string text, Func<Rune, bool> keep, Func<Rune, Rune>? map = null)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (keep(rune))
            {
                result.Append((map?.Invoke(rune) ?? rune).ToString());
            }
        }

        return result.ToString();
    }
}
