using TransformerService.Tokenization.AddedTokens;
using TransformerService.Tokenization.Files;

namespace TransformerService.Tokenization.Slow;

/// <summary>
/// A slow tokenizer's special and added tokens with their ids: the tokens that tokenizer_config.json lists, then the named special
/// tokens, which follow the vocabulary if it lacks them.
/// </summary>
public sealed class SpecialTokens
{
    private readonly Dictionary<string, AddedToken> _added = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _texts = [];
    private readonly Dictionary<string, string> _named = new(StringComparer.Ordinal);
    private readonly HashSet<string> _special = new(StringComparer.Ordinal);
    private readonly HashSet<string> _guessed = new(StringComparer.Ordinal);

    /// <param name="settings">The settings of the tokenizer's files.</param>
    /// <param name="defaults">The kind's special tokens for names that the files do not set.</param>
    /// <param name="vocabulary">The vocabulary's id of a text, or null.</param>
    /// <param name="vocabularySize">How many tokens the vocabulary has.</param>
    /// <param name="listed">Tokens that the kind adds itself; those of the files take precedence over them.</param>
    /// <param name="isSpecial">Which added tokens are special because the kind names them itself.</param>
    public SpecialTokens(
        TokenizerSettings settings,
        IReadOnlyDictionary<string, AddedToken> defaults,
        Func<string, int?> vocabulary,
        int vocabularySize,
        IEnumerable<AddedToken>? listed = null,
        Func<string, bool>? isSpecial = null
    )
    {
        foreach (
            var token in (listed ?? [])
                .Where(token => token.Source is not null || token.Id < settings.EmbeddingRows)
                .Concat(settings.ListedTokens)
        )
        {
            Add(token);
        }

        var next = vocabularySize + _added.Values.Count(token => vocabulary(token.Content) is null);
        foreach (var token in Named(settings, defaults))
        {
            if (!_added.ContainsKey(token.Content))
            {
                // A default that is neither in the files nor in the vocabulary is left out if the model has no embedding for it.
                var known = vocabulary(token.Content);
                if (known is null && token.Source is null && next >= settings.EmbeddingRows)
                {
                    continue;
                }

                if (known is null && token.Source is null)
                {
                    _guessed.Add(token.Content);
                }

                Add(token with { Id = known ?? next++ });
            }

            _special.Add(token.Content);
        }

        _special.UnionWith(_added.Keys.Where(isSpecial ?? (_ => false)));
        Trie = new AddedTokenTrie(_added);
        SpecialIds = [.. _special.Select(token => _added[token].Id)];
    }

    public AddedTokenTrie Trie { get; }

    public HashSet<int> SpecialIds { get; }

    public IReadOnlyCollection<string> SpecialTexts => _special;

    public IEnumerable<AddedToken> Added => _added.Values;

    /// <summary>
    /// The id of a named special token that every text needs. A default that the vocabulary lacks is refused: the model was not trained
    /// with it.
    /// </summary>
    public int Needed(string name, string vocabularyFile) =>
        Text(name) is var text && OptionalId(name) is { } id && !_guessed.Contains(text)
            ? id
            : throw TokenizerFolder.Fault(
                vocabularyFile,
                $"the vocabulary lacks '{text}', and no file names another {name}: write the model's own into {TokenizerSettings.FileName}"
            );

    /// <summary>The id of a named special token such as <c>eos_token</c>.</summary>
    public int Id(string name) => _added[Text(name)].Id;

    /// <summary>The id of a named special token; <see langword="null"/> if there is none.</summary>
    public int? OptionalId(string name) => _named.TryGetValue(name, out var text) ? _added.GetValueOrDefault(text)?.Id : null;

    public string Text(string name) =>
        _named.TryGetValue(name, out var text) ? text : throw TokenizerFolder.Fault(TokenizerSettings.FileName, $"it names no '{name}'");

    public AddedToken? Find(string text) => _added.GetValueOrDefault(text);

    public string? TextOf(int id) => _texts.GetValueOrDefault(id);

    public bool IsSpecial(string text) => _special.Contains(text);

    private IEnumerable<AddedToken> Named(TokenizerSettings settings, IReadOnlyDictionary<string, AddedToken> defaults)
    {
        foreach (var name in TokenizerSettings.SpecialTokenNames)
        {
            if ((settings.SpecialToken(name) ?? defaults.GetValueOrDefault(name)) is { } token)
            {
                _named[name] = token.Content;
                yield return token;
            }
        }

        foreach (var token in settings.AdditionalTokens)
        {
            yield return token;
        }
    }

    private void Add(AddedToken token)
    {
        if (_added.TryGetValue(token.Content, out var old) && _texts.GetValueOrDefault(old.Id) == token.Content)
        {
            _texts.Remove(old.Id);
        }

        _added[token.Content] = token;
        _texts[token.Id] = token.Content;
    }
}

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
