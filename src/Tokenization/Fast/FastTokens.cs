using TransformerService.Models.Files;
using TransformerService.Tokenization.AddedTokens;
using TransformerService.Tokenization.Files;

namespace TransformerService.Tokenization.Fast;

/// <summary>The tokens beside the vocabulary of a tokenizer.json.</summary>
internal static class FastTokens
{
    private const int MostWarnings = 5;

    /// <summary>
    /// The tokens that tokenizer.json adds. The tokenizers library ignores the ids in the file and numbers the tokens itself: a token of the
    /// vocabulary keeps its id, the others follow the vocabulary in order.
    /// </summary>
    public static List<AddedToken> Listed(JsonSection root, Dictionary<string, int> vocabulary, List<string> warnings)
    {
        var tokens = new List<AddedToken>();
        var next = vocabulary.Count;
        foreach (var part in root.Sections("added_tokens") ?? [])
        {
            var token = TokenizerSettings.ReadToken(
                part.Json,
                part.Id(part.Value("id") ?? default, "an added token's id"),
                TokenizerJson.FileName,
                false
            );
            var id = vocabulary.TryGetValue(token.Content, out var known) ? known : next;
            next = Math.Max(next, id + 1);
            if (id != token.Id && warnings.Count < MostWarnings)
            {
                warnings.Add(
                    $"{TokenizerJson.FileName} gives the added token '{token.Content}' the id {token.Id}; its id is {id}, because the tokenizers library uses the vocabulary's id, or the next free one."
                );
            }

            tokens.Add(token with { Id = id });
        }

        return tokens;
    }

    /// <summary>
    /// Tokens that the other files add to those of tokenizer.json, as AutoTokenizer does: a token of the vocabulary keeps its id, the
    /// others
    /// follow all existing ids.
    /// </summary>
    public static List<AddedToken> Others(TokenizerSettings settings, List<AddedToken> listed, Dictionary<string, int> vocabulary)
    {
        var known = listed.Select(token => token.Content).ToHashSet(StringComparer.Ordinal);
        var next = Math.Max(vocabulary.Count, listed.Select(token => token.Id + 1).DefaultIfEmpty().Max());
        var others = new List<AddedToken>();
        foreach (var token in settings.ListedTokens.OrderBy(token => token.Id).Concat(settings.NamedTokens))
        {
            if (known.Add(token.Content))
            {
                others.Add(token with { Id = vocabulary.TryGetValue(token.Content, out var id) ? id : next++ });
            }
        }

        return others;
    }

    public static int PadIdOf(TokenizerSettings settings, JsonSection root, List<AddedToken> added, Dictionary<string, int> vocabulary)
    {
        if (settings.SpecialToken("pad_token")?.Content is { } content)
        {
            if (added.Find(token => token.Content == content) is { } token)
            {
                return token.Id;
            }

            if (vocabulary.TryGetValue(content, out var id))
            {
                return id;
            }
        }

        return root.Section("padding") is { } padding ? padding.Integer("pad_id") ?? 0
            : settings.ModelPadId is >= 0 and var padId ? padId
            : 0;
    }
}
