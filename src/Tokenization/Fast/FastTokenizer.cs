using TransformerService.Models.Files;
using TransformerService.Tokenization.AddedTokens;
using TransformerService.Tokenization.Fast.Tracking;
using TransformerService.Tokenization.Files;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Tokenization.Fast;

/// <summary>
/// A tokenizer.json as the fast (Rust) tokenizers read it: added tokens, normalizer, added tokens again, pre-tokenizer, model,
/// post-processor; and the decoder back.
/// </summary>
internal sealed class FastTokenizer : TextTokenizer
{
    private readonly AddedTokenFinder _rawTokens;
    private readonly AddedTokenFinder _normalizedTokens;
    private readonly Func<string, TextWork, string> _normalize;
    private readonly Func<PreToken, TextWork, IEnumerable<PreToken>> _preTokenize;
    private readonly Action<string, List<int>, TextWork> _encode;
    private readonly Func<List<string>, TextWork, List<string>> _decode;
    private readonly (Template Single, Template Pair) _templates;
    private readonly Dictionary<int, string> _tokens = [];
    private readonly HashSet<int> _special;
    private readonly LanguageTemplates _languages;
    private readonly Lazy<AlignedEncoder> _aligned;
    private readonly bool _cleanUp;
    private readonly bool _cutsLeft;

    public FastTokenizer(TokenizerSettings settings)
        : this(settings, settings.Folder.Json(TokenizerJson.FileName)) { }

    /// <param name="settings">The tokenizer's settings.</param>
    /// <param name="root">The content of a tokenizer.json.</param>
    public FastTokenizer(TokenizerSettings settings, JsonSection root)
    {
        _normalize = root.Section("normalizer") is { } normalizer
            ? Normalizers.Create(ClassSettings.Apply(settings, normalizer))
            : (text, _) => text;
        _preTokenize = root.Section("pre_tokenizer") is { } preTokenizer
            ? PreTokenizers.Create(ClassSettings.Apply(settings, preTokenizer))
            : (part, _) => [part];
        var model = root.RequiredSection("model");
        (_encode, var vocabulary) = ModelFactory.Create(model);
        _templates = PostProcessors.Create(root.Section("post_processor"));
        _decode = Decoders.Create(root.Section("decoder"));
        _cleanUp = settings.CleanUpSpaces;
        Style = FastPieceStyle.Of(root, model);
        ModelMaxLength = settings.ModelMaxLength;
        LargestVocabularyId = vocabulary.Count == 0 ? 0 : vocabulary.Max(entry => entry.Value);

        List<string> warnings = [];
        List<AddedToken> listed = FastTokens.Listed(root, vocabulary, warnings),
            added = [.. listed, .. FastTokens.Others(settings, listed, vocabulary)];
        Warnings = warnings;
        foreach (var (token, id) in vocabulary.Concat(added.Select(token => KeyValuePair.Create(token.Content, token.Id))))
        {
            _tokens[id] = token;
        }

        _special = [.. added.Where(token => token.Special).Select(token => token.Id)];
        _rawTokens = new AddedTokenFinder(
            added.Where(token => !token.Normalized).Select(token => KeyValuePair.Create(token.Content, token))
        );
        _normalizedTokens = new AddedTokenFinder(
            added
                .Where(token => token.Normalized)
                .Select(token => KeyValuePair.Create(_normalize(token.Content, new TextWork(CancellationToken.None)), token))
        );
        _languages = new LanguageTemplates(_templates.Single, added);
        PadId = FastTokens.PadIdOf(settings, root, added, vocabulary);
        _cutsLeft =
            settings.CutsLeft
            ?? root.Section("truncation")?.ShortText("direction") switch
            {
                null or "Right" => false,
                "Left" => true,
                var direction => throw root.Unusable($"the direction '{direction}' of 'truncation' is neither \"Left\" nor \"Right\""),
            };
        UnknownId =
            model.ShortText("unk_token") is { } unknown && vocabulary.TryGetValue(unknown, out var unknownId)
                ? unknownId
                : model.Integer("unk_id");
        _aligned = new Lazy<AlignedEncoder>(() =>
            new AlignedEncoder(
                new AlignedParts(_rawTokens, _normalizedTokens, _preTokenize, _encode, _templates.Single, _cutsLeft),
                root.Section("normalizer") is { } tracked
                    ? TrackedNormalizers.Create(ClassSettings.Apply(settings, tracked))
                    : (text, _) => text,
                _tokens,
                UnknownId,
                model
            )
        );
        Tokens =
        [
            .. vocabulary.Select(entry => new TokenEntry(entry.Key, entry.Value, TokenizerJson.FileName)),
            .. added.Select(TokenizerJson.EntryOf),
            .. _templates
                .Single.Items.Concat(_templates.Pair.Items)
                .Where(item => item.Id >= 0)
                .Select(item => new TokenEntry(
                    _tokens.GetValueOrDefault(item.Id, "a special token of 'post_processor'"),
                    item.Id,
                    TokenizerJson.FileName
                )),
            .. UnknownId is { } unknownToken ? [new TokenEntry("unk_id", unknownToken, TokenizerJson.FileName)] : Array.Empty<TokenEntry>(),
        ];
    }

    public override IEnumerable<TokenEntry> Tokens { get; }

    public override (int Single, int Pair) LargestTypeIds => (_templates.Single.LargestTypeId, _templates.Pair.LargestTypeId);

    public override int ModelMaxLength { get; }

    public override int PadId { get; }

    public override int? UnknownId { get; }

    public override int LargestVocabularyId { get; }

    public override TokenizedText Encode(string text, int maxLength, TextWork work) => Encode(text, _templates.Single, maxLength, work);

    /// <summary>The template names one language; another takes its place.</summary>
    public override TokenizedText Encode(string text, string languageCode, int maxLength, TextWork work) =>
        _languages.Find(languageCode) is { } template
            ? Encode(text, template, maxLength, work)
            : base.Encode(text, languageCode, maxLength, work);

    private TokenizedText Encode(string text, Template template, int maxLength, TextWork work)
    {
        var ids = Ids(text, work);
        return template.Build(ids, [], Math.Min(ids.Count, Math.Max(0, maxLength - template.Added)), 0, _cutsLeft);
    }

    public override TokenizedText EncodePair(string text, string textPair, int maxLength, PairCut cut, TextWork work)
    {
        var (first, second) = (Ids(text, work), Ids(textPair, work));
        var (firstLength, secondLength) = Truncation.Pair(first.Count, second.Count, Math.Max(0, maxLength - _templates.Pair.Added), cut);
        return _templates.Pair.Build(first, second, firstLength, secondLength, _cutsLeft);
    }

    public override bool CanAlign => true;

    public override AlignedText EncodeAligned(string text, int maxLength, TextWork work) => _aligned.Value.Encode(text, maxLength, work);

    public override SpecialFrame Frame => new(_templates.Single.Before, _templates.Single.Added - _templates.Single.Before, _cutsLeft);

    internal override PieceStyle Style { get; }

    public override string? PieceOf(int id) => _tokens.GetValueOrDefault(id);

    internal override List<int> IdsOf(string text, TextWork work) => Ids(text, work);

    public override string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens, TextWork work)
    {
        var tokens = new List<string>(ids.Length);
        foreach (var id in ids)
        {
            work.Step();
            if (!(skipSpecialTokens && _special.Contains(id)) && _tokens.TryGetValue(id, out var token))
            {
                tokens.Add(token);
            }
        }

        var text = tokens.Count == 0 ? "" : string.Concat(_decode(tokens, work));
        return _cleanUp ? SpaceCleanUp.Apply(text) : text;
    }

    private List<int> Ids(string text, TextWork work)
    {
        var ids = new List<int>();
        foreach (var (raw, rawToken) in _rawTokens.Cut(new PreToken(UnicodeText.WellFormed(text), true), work))
        {
            if (rawToken is not null)
            {
                ids.Add(rawToken.Id);
                continue;
            }

            foreach (var (part, token) in _normalizedTokens.Cut(raw with { Text = _normalize(raw.Text, work) }, work))
            {
                AddIds(part, token, ids, work);
            }
        }

        return ids;
    }

    private void AddIds(PreToken part, AddedToken? token, List<int> ids, TextWork work)
    {
        if (token is not null)
        {
            ids.Add(token.Id);
            return;
        }

        foreach (var word in _preTokenize(part, work))
        {
            _encode(word.Text, ids, work);
        }
    }
}
