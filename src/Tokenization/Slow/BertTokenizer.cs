using System.Text;
using TransformerService.Tokenization.AddedTokens;
using TransformerService.Tokenization.Files;
using TransformerService.Tokenization.Unicode;
using TransformerService.Tokenization.WordPiece;

namespace TransformerService.Tokenization.Slow;

/// <summary>BERT and DistilBERT: basic words, then WordPiece.</summary>
internal sealed class BertTokenizer : SlowTokenizer
{
    private const string ContinuingPrefix = "##";
    private const int MaxCodePointsPerWord = 100;

    private readonly Dictionary<string, int> _vocabulary;
    private readonly Dictionary<int, string> _tokens = [];
    private readonly WordPieceModel _model;
    private readonly BasicTokenizer? _basic;
    private readonly int _unknownId;
    private readonly HashSet<string> _neverSplit;
    private readonly AddedTokenTrie? _keepsCase;

    public BertTokenizer(TokenizerSettings settings)
        : base(settings)
    {
        _vocabulary = WordPiece.VocabularyFile.Read(settings.Folder);
        foreach (var (token, id) in _vocabulary)
        {
            _tokens[id] = token;
        }

        Special = new SpecialTokens(
            settings,
            Defaults.Of("unk:[UNK]", "sep:[SEP]", "pad:[PAD]", "cls:[CLS]", "mask:[MASK]"),
            token => _vocabulary.TryGetValue(token, out var id) ? id : null,
            _vocabulary.Count
        );
        _model = new WordPieceModel(
            _vocabulary,
            Special.Text("unk_token"),
            ContinuingPrefix,
            MaxCodePointsPerWord,
            WordPiece.VocabularyFile.Name
        );
        _unknownId = _vocabulary[Special.Text("unk_token")]; // the model's constructor has checked that it exists
        _neverSplit = [.. settings.List("never_split") ?? []];
        if (settings.Flag("do_basic_tokenize", true))
        {
            var lowerCase = settings.Flag("do_lower_case", true);
            _basic = new BasicTokenizer(
                lowerCase,
                settings.OptionalFlag("strip_accents") ?? lowerCase,
                settings.Flag("tokenize_chinese_chars", true),
                [.. _neverSplit, .. Special.SpecialTexts]
            );
            _keepsCase = lowerCase ? CaseKeepers() : null;
        }

        var (cls, sep) = (Special.Needed("cls_token", VocabularyName), Special.Needed("sep_token", VocabularyName));
        Layout = new SpecialTokenLayout([cls], [sep], [sep], SecondTypeId: 1) { CutsLeft = settings.CutsLeft ?? false };
    }

    internal override PieceStyle Style { get; } = new(PieceKind.Continued, ContinuingPrefix, UnknownExtent.Word);

    public override int LargestVocabularyId => _vocabulary.Values.Max();

    public override string VocabularyName => WordPiece.VocabularyFile.Name;

    protected override IEnumerable<(string Text, int Id)> Vocabulary => _vocabulary.Select(entry => (entry.Key, entry.Value));

    protected override SpecialTokens Special { get; }

    protected override SpecialTokenLayout Layout { get; }

    // The text is lower-cased before the search for added tokens, except for those that must match as they are written.
    protected override string Prepare(string text, TextWork work)
    {
        if (_keepsCase is null)
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        var from = 0;
        while (_keepsCase.Find(text, from, work, out var start, out var length) is not null)
        {
            result.Append(UnicodeText.ToLower(text[from..start])).Append(text, start, length);
            from = start + length;
        }

        return result.Append(UnicodeText.ToLower(text[from..])).ToString();
    }

    protected override void Tokenize(string text, List<int> ids, TextWork work)
    {
        foreach (var word in _basic?.Words(text, work) ?? UnicodeText.Words(text, work))
        {
            if (_basic is not null && _neverSplit.Contains(word))
            {
                ids.Add(Special.Find(word)?.Id ?? _vocabulary.GetValueOrDefault(word, _unknownId));
            }
            else
            {
                _model.Encode(word, ids, work);
            }
        }
    }

    protected override string? TokenOf(int id) => _tokens.GetValueOrDefault(id);

    protected override string TextOf(List<string> tokens, TextWork work) =>
        UnicodeText.Strip(string.Join(' ', work.Over(tokens)).Replace(" " + ContinuingPrefix, "", StringComparison.Ordinal));

    private AddedTokenTrie CaseKeepers() =>
        new(
            Special
                .Added.Where(token => Special.IsSpecial(token.Content) || (!token.Special && token.Normalized))
                .Select(token => KeyValuePair.Create(token.Content, token))
        );
}
