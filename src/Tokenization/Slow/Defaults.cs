using TransformerService.Tokenization.AddedTokens;

namespace TransformerService.Tokenization.Slow;

/// <summary>The special tokens that a kind of tokenizer has where its files name none.</summary>
public static class Defaults
{
    /// <param name="tokens">Each as <c>name:text</c>, where the name lacks its ending <c>_token</c>.</param>
    public static Dictionary<string, AddedToken> Of(params string[] tokens) =>
        tokens
            .Select(token => token.Split(':', 2))
            .ToDictionary(
                pair => pair[0] + "_token",
                // RoBERTa's mask includes the space before it.
                pair => new AddedToken(pair[1], -1, pair[1] == "<mask>", false, false, false, true)
            );
}
