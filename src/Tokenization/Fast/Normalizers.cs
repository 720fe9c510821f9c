using System.Globalization;
using System.Text;
using TransformerService.Models.Files;
using TransformerService.Tokenization.Bpe;
using TransformerService.Tokenization.SentencePiece;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Tokenization.Fast;

/// <summary>The normalizers of tokenizer.json, each a function of text.</summary>
internal static class Normalizers
{
    public static Func<string, TextWork, string> Create(JsonSection part)
    {
        switch (part.Type())
        {
            case "Sequence":
                var steps = part.Steps("normalizers").Select(Create).ToArray();
                return (text, work) =>
                    steps.Aggregate(
                        text,
                        (current, step) =>
                        {
                            var next = step(current, work);
                            TextGrowth.Check(next.Length);
                            return next;
                        }
                    );
            case "BertNormalizer":
                return Bert(part);
            case "NFC":
                return (text, work) => UnicodeText.Normalize(text, NormalizationForm.FormC, work);
            case "NFD":
                return (text, work) => UnicodeText.Normalize(text, NormalizationForm.FormD, work);
            case "NFKC":
                return (text, work) => UnicodeText.Normalize(text, NormalizationForm.FormKC, work);
            case "NFKD":
                return (text, work) => UnicodeText.Normalize(text, NormalizationForm.FormKD, work);
            case "Lowercase":
                return (text, _) => UnicodeText.ToLower(text);
            case "Strip":
                var (left, right) = (part.Flag("strip_left") ?? true, part.Flag("strip_right") ?? true);
                return (text, work) =>
                    right
                        ? left
                            ? text.Trim()
                            : text.TrimEnd()
                        : left
                            ? text.TrimStart()
                            : text;
            case "StripAccents":
                return (text, work) => Filter(text, rune => !IsMark(rune), work);
            case "Prepend":
                var prefix = part.RequiredText("prepend");
                return (text, work) => text.Length == 0 ? text : prefix + text;
            case "Replace":
                var (regex, content) = (Regex(part, "pattern"), part.RequiredText("content"));
                return (text, work) => regex.Replace(text, content, work);
            case "ByteLevel":
                return (text, work) => ByteLevelAlphabet.Encode(text);
            case "Nmt":
                return Nmt;
            case "Precompiled":
                return Precompiled(part);
            default:
                throw part.Unsupported();
        }
    }

    public static CodePointRegex Regex(JsonSection part, string name)
    {
        try
        {
            return new CodePointRegex(part.Pattern(name));
        }
        catch (ArgumentException fault)
        {
            throw part.Unusable($"the regular expression of '{name}' cannot be used", fault);
        }
    }

    private static Func<string, TextWork, string> Bert(JsonSection part)
    {
        var lowerCase = part.Flag("lowercase") ?? true;
        var (clean, chinese) = (part.Flag("clean_text") ?? true, part.Flag("handle_chinese_chars") ?? true);
        var stripAccents = part.Flag("strip_accents") ?? lowerCase;
        return (text, work) =>
        {
            text = clean ? Filter(text, rune => rune.Value is not (0 or 0xFFFD) && !IsControl(rune), work, SpaceForSpace) : text;
            text = chinese ? SpaceChinese(text, work) : text;
            text = stripAccents ? UnicodeText.StripAccents(text, work) : text;
            return lowerCase ? UnicodeText.ToLower(text) : text;
        };
    }

    private static Func<string, TextWork, string> Precompiled(JsonSection part)
    {
        try
        {
            var map = new CharacterMap(
                Convert.FromBase64String(part.Text("precompiled_charsmap") ?? throw part.Missing("precompiled_charsmap"))
            );
            return (text, work) => PrecompiledNormalizer.Apply(map, text, work);
        }
        catch (FormatException fault)
        {
            throw part.Unusable("the compiled character map is broken", fault);
        }
    }

    // The rules of the NMT team, which SentencePiece's own character maps contain too.
    private static string Nmt(string text, TextWork work) =>
        Filter(
            text,
            rune => rune.Value is not ((>= 0x01 and <= 0x08) or 0x0B or (>= 0x0E and <= 0x1F) or 0x7F or 0x8F or 0x9F),
            work,
            rune =>
                rune.Value
                    is 0x09
                        or 0x0A
                        or 0x0C
                        or 0x0D
                        or 0x1680
                        or (>= 0x200B and <= 0x200F)
                        or 0x2028
                        or 0x2029
                        or 0x2581
                        or 0xFEFF
                        or 0xFFFD
                    ? new Rune(' ')
                    : rune
        );

    private static string SpaceChinese(string text, TextWork work)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            work.Step();
            _ = CharacterClass.IsChinese(rune) ? result.Append(' ').Append(rune.ToString()).Append(' ') : result.Append(rune.ToString());
        }

        return result.ToString();
    }

    private static Rune SpaceForSpace(Rune rune) => Rune.IsWhiteSpace(rune) ? new Rune(' ') : rune;

    // The fast tokenizers keep code points that are not assigned; the slow ones drop them.
    private static bool IsControl(Rune rune) =>
        CharacterClass.IsBertControl(rune) && Rune.GetUnicodeCategory(rune) != UnicodeCategory.OtherNotAssigned;

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark;

    private static string Filter(string text, Func<Rune, bool> keep, TextWork work, Func<Rune, Rune>? map = null)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            work.Step();
            if (keep(rune))
            {
                result.Append((map?.Invoke(rune) ?? rune).ToString());
            }
        }

        return result.ToString();
    }
}
