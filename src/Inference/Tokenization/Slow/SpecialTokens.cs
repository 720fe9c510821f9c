using TransformerService.Inference.Tokenization.AddedTokens;
using TransformerService.Inference.Tokenization.Files;

namespace TransformerService.Inference.Tokenization.Slow;

/// <summary>
/// A slow tokenizer's special and added tokens with their ids: those that tokenizer_config.json lists, then the named special
/// tokens, which go after the vocabulary where it lacks them.
/// </summary>
internal sealed class SpecialTokens
{
    private readonly Dictionary<string, AddedToken> _added = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _texts = [];
    private readonly Dictionary<string, string> _named = new(StringComparer.Ordinal);
    private readonly HashSet<string> _special = new(StringComparer.Ordinal);

    /// <param name="settings">What the tokenizer's files say.</param>
    /// <param name="defaults">The named special tokens that the kind has where the files name none.</param>
    /// <param name="vocabulary">The vocabulary's id of a text, or null.</param>
    /// <param name="vocabularySize">How many tokens the vocabulary has.</param>
    /// <param name="listed">Tokens that the kind adds by itself; the files' own win.</param>
    public SpecialTokens(
        TokenizerSettings settings,
        IReadOnlyDictionary<string, AddedToken> defaults,
        Func<string, int?> vocabulary,
        int vocabularySize,
        IEnumerable<AddedToken>? listed = null)
    {
        foreach (var token in (listed ?? []).Concat(settings.ListedTokens))
        {
            Add(token);
        }

        var next = vocabularySize + _added.Values.Count(token => vocabulary(token.Content) is null);
        foreach (var token in Named(settings, defaults))
        {
            _special.Add(token.Content);
            if (!_added.ContainsKey(token.Content))
            {
                Add(token with { Id = vocabulary(token.Content) ?? next++ });
            }
        }

        Trie = new AddedTokenTrie(_added);
        SpecialIds = [.. _special.Select(token => _added[token].Id)];
    }

    public AddedTokenTrie Trie { get; }

    public HashSet<int> SpecialIds { get; }

    public IReadOnlyCollection<string> SpecialTexts => _special;

    public IEnumerable<AddedToken> Added => _added.Values;

    /// <summary>The id of a named special token such as <c>eos_token</c>.</summary>
    public int Id(string name) => _added[Text(name)].Id;

    public string Text(string name) => _named.TryGetValue(name, out var text)
        ? text
        : throw TokenizerFolder.Fault(TokenizerSettings.FileName, $"it names no '{name}'");

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

        foreach (var content in settings.List("additional_special_tokens") ?? [])
        {
            yield return new AddedToken(content, -1, false, false, false, false, true);
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
