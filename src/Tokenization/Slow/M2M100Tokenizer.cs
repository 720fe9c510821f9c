using TransformerService.Models.Languages;
using TransformerService.Tokenization.Files;
using TransformerService.Tokenization.SentencePiece;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Tokenization.Slow;

/// <summary>
/// M2M100: SentencePiece only cuts a text; vocab.json numbers the pieces. The languages' tokens (<c>__fr__</c>) follow the vocabulary, and
/// that of the text's language stands before it.
/// </summary>
internal sealed class M2M100Tokenizer : SlowTokenizer
{
    public const string ModelFileName = "sentencepiece.bpe.model";
    private const string VocabularyFile = "vocab.json",
        DefaultLanguage = "en";

    private readonly SentencePieceModel _model;
    private readonly Dictionary<string, int> _vocabulary;
    private readonly Dictionary<int, string> _tokens = [];
    private readonly int _unknownId;

    public M2M100Tokenizer(TokenizerSettings settings)
        : base(settings)
    {
        _model = new SentencePieceModel(settings.Folder, ModelFileName);
        _vocabulary = settings.Folder.Vocabulary(VocabularyFile);
        Special = new SpecialTokens(
            settings,
            Defaults.Of("bos:<s>", "eos:</s>", "unk:<unk>", "sep:</s>", "pad:<pad>"),
            token => _vocabulary.TryGetValue(token, out var id) ? id : null,
            _vocabulary.Count,
            isSpecial: LanguageTokenForms.IsM2M100
        );
        foreach (var (token, id) in _vocabulary)
        {
            _tokens[id] = token;
        }

        _unknownId = Special.Needed("unk_token", VocabularyName);
        var language = settings.Text("src_lang") ?? DefaultLanguage;
        var code =
            Special.Find($"__{language}__")
            ?? throw TokenizerFolder.Fault(
                TokenizerSettings.FileName,
                $"its 'src_lang' is '{language}', but no file adds the token '__{language}__'; copy added_tokens.json and special_tokens_map.json from the model's repository"
            );
        Layout = new SpecialTokenLayout([code.Id], [], [Special.Needed("eos_token", VocabularyName)])
        {
            CutsLeft = settings.CutsLeft ?? false,
        };
    }

    internal override PieceStyle Style { get; } = new(PieceKind.Spaced, "\u2581", UnknownExtent.Run);

    public override int LargestVocabularyId => _vocabulary.Values.Max();

    public override string VocabularyName => VocabularyFile;

    protected override IEnumerable<(string Text, int Id)> Vocabulary => _vocabulary.Select(entry => (entry.Key, entry.Value));

    protected override SpecialTokens Special { get; }

    protected override SpecialTokenLayout Layout { get; }

    public override TokenizedText Encode(string text, string languageCode, int maxLength, TextWork work) =>
        Special.Find(languageCode) is { } code
            ? (Layout with { Start = [code.Id] }).Single(Ids(text, work), maxLength)
            : Encode(text, maxLength, work);

    protected override void Tokenize(string text, List<int> ids, TextWork work)
    {
        foreach (var piece in _model.Encode(text, work))
        {
            ids.Add(Special.Find(piece.Text)?.Id ?? _vocabulary.GetValueOrDefault(piece.Text, _unknownId));
        }
    }

    protected override string? TokenOf(int id) => _tokens.GetValueOrDefault(id);

    protected override string TextOf(List<string> tokens, TextWork work) => UnicodeText.Strip(_model.Decode(tokens, work));
}
