using System.Text;
using TransformerService.Models.Files;
using TransformerService.Tokenization.Bpe;

namespace TransformerService.Tokenization.Fast;

/// <summary>The decoders of tokenizer.json, each a function from tokens to texts, which are joined without a separator.</summary>
internal static class Decoders
{
    public static Func<List<string>, TextWork, List<string>> Create(JsonSection? part)
    {
        if (part is null)
        {
            return (tokens, work) => [string.Join(' ', work.Over(tokens))];
        }

        switch (part.Type())
        {
            case "Sequence":
                var steps = part.Steps("decoders").Select(step => Create(step)).ToArray();
                return (tokens, work) => steps.Aggregate(tokens, (current, step) => step(current, work));
            case "WordPiece":
                return WordPiece(part);
            case "ByteLevel":
                return (tokens, work) =>
                    [
                        Encoding.UTF8.GetString([
                            .. work.Over(tokens).SelectMany(token => ByteLevelAlphabet.Decode(token) ?? Encoding.UTF8.GetBytes(token)),
                        ]),
                    ];
            case "Metaspace":
                var metaspace = new Metaspace(part);

                // The slow tokenizers strip what they decode. Stripping here too, the same export gives the same text from either file.
                return (tokens, work) => [string.Concat(metaspace.Decode(tokens, work)).Trim(' ')];
            case "BPEDecoder":
                var suffix = part.ShortText("suffix") ?? "</w>";
                return (tokens, work) =>
                    [
                        .. work.Over(tokens)
                            .Select(
                                (token, index) => token.Replace(suffix, index == tokens.Count - 1 ? "" : " ", StringComparison.Ordinal)
                            ),
                    ];
            case "Replace":
                var (regex, content) = (Normalizers.Regex(part, "pattern"), part.RequiredText("content"));
                return (tokens, work) => [.. work.Over(tokens).Select(token => regex.Replace(token, content, work))];
            case "Fuse":
                return (tokens, work) => [string.Concat(work.Over(tokens))];
            case "Strip":
                var (mark, start, stop) = (
                    part.RequiredText("content") is { Length: > 0 } stripped ? stripped : throw part.Unusable("'content' is empty"),
                    part.Integer("start") ?? 0,
                    part.Integer("stop") ?? 0
                );
                return (tokens, work) => [.. work.Over(tokens).Select(token => Strip(token, mark, start, stop))];
            case "ByteFallback":
                return ByteFallback;
            default:
                throw part.Unsupported();
        }
    }

    private static Func<List<string>, TextWork, List<string>> WordPiece(JsonSection part)
    {
        var prefix = part.ShortText("prefix") ?? "##";
        var cleanUp = part.Flag("cleanup") ?? true;
        return (tokens, work) =>
            [
                .. work.Over(tokens)
                    .Select(
                        (token, index) =>
                        {
                            var text =
                                index == 0 ? token
                                : token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..]
                                : " " + token;
                            return cleanUp ? SpaceCleanUp.Apply(text).Replace(" do not", " don't", StringComparison.Ordinal) : text;
                        }
                    ),
            ];
    }

    private static string Strip(string token, string mark, int start, int stop)
    {
        var rest = token.AsSpan();
        while (start-- > 0 && rest.StartsWith(mark))
        {
            rest = rest[mark.Length..];
        }

        while (stop-- > 0 && rest.EndsWith(mark))
        {
            rest = rest[..^mark.Length];
        }

        return rest.ToString();
    }

    /// <summary>
    /// Replaces runs of byte tokens such as <c>&lt;0x0A&gt;</c> with the text that they encode, or with one U+FFFD per token if they are
    /// not valid UTF-8.
    /// </summary>
    private static List<string> ByteFallback(List<string> tokens, TextWork work)
    {
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        var result = new List<string>(tokens.Count);
        var bytes = new List<byte>();
        foreach (var token in work.Over(tokens).Append(null))
        {
            if (token is not null && BytePieces.Value(token) is { } value)
            {
                bytes.Add(value);
                continue;
            }

            try
            {
                result.AddRange(bytes.Count > 0 ? [strict.GetString([.. bytes])] : []);
            }
            catch (DecoderFallbackException)
            {
                result.AddRange(bytes.Select(_ => "\uFFFD"));
            }

            bytes.Clear();
            if (token is not null)
            {
                result.Add(token);
            }
        }

        return result;
    }
}
