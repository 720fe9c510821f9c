using System.Text;
using TransformerService.Tokenization.Files;
using TransformerService.Tokenization.SentencePiece;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Tokenization.Slow;

/// <summary>Marian: SentencePiece pieces numbered by vocab.json, and a <c>&gt;&gt;xx&lt;&lt;</c> language code before the text.</summary>
internal sealed class MarianTokenizer : SlowTokenizer
{
    private const string VocabularyFile = "vocab.json";
    private const string TargetVocabularyFile = "target_vocab.json";

    private readonly SentencePieceModel _source;
    private readonly SentencePieceModel _target;
    private readonly Dictionary<string, int> _vocabulary;
    private readonly Dictionary<int, string> _tokens = [];
    private readonly int _unknownId;

    /// <summary>The ids of pieces that the model writes, and the pieces that it reads, where these have vocabularies of their own.</summary>
    private readonly Dictionary<string, int> _targetVocabulary;

    private readonly Dictionary<int, string> _sourceTokens;

    public MarianTokenizer(TokenizerSettings settings)
        : base(settings)
    {
        var folder = settings.Folder;
        _source = new SentencePieceModel(folder, "source.spm");
        _target = new SentencePieceModel(folder, "target.spm");
        _vocabulary = folder.Vocabulary(VocabularyFile);
        Special = new SpecialTokens(settings, Defaults.Of("unk:<unk>", "eos:</s>", "pad:<pad>"), IdInVocabulary, _vocabulary.Count);
        foreach (var name in new[] { "unk_token", "pad_token" })
        {
            if (!_vocabulary.ContainsKey(Special.Text(name)))
            {
                throw TokenizerFolder.Fault(VocabularyFile, $"the vocabulary lacks '{Special.Text(name)}'");
            }
        }

        // With the vocab.json of another model, most of every text would be unknown.
        if (_source.Pieces.Count(_vocabulary.ContainsKey) * 2 < _source.Count)
        {
            throw TokenizerFolder.Fault(VocabularyFile, "most pieces of source.spm are not in it; the two are not of one model");
        }

        _unknownId = _vocabulary[Special.Text("unk_token")];
        _targetVocabulary = settings.Flag("separate_vocabs", false) ? folder.Vocabulary(TargetVocabularyFile) : _vocabulary;
        foreach (var (token, id) in _targetVocabulary)
        {
            _tokens[id] = token;
        }

        _sourceTokens =
            _targetVocabulary == _vocabulary
                ? _tokens
                : _vocabulary.GroupBy(entry => entry.Value, entry => entry.Key).ToDictionary(token => token.Key, token => token.Last());

        Layout = new SpecialTokenLayout([], [], [Special.Needed("eos_token", VocabularyName)]) { CutsLeft = settings.CutsLeft ?? false };
    }

    internal override PieceStyle Style { get; } = new(PieceKind.Spaced, "\u2581", UnknownExtent.Run);

    public override int LargestVocabularyId => _vocabulary.Values.Max();

    public override string VocabularyName => VocabularyFile;

    protected override IEnumerable<(string Text, int Id)> Vocabulary => _vocabulary.Select(entry => (entry.Key, entry.Value));

    protected override SpecialTokens Special { get; }

    protected override SpecialTokenLayout Layout { get; }

    public override bool DropsCodesInside => true;

    public override string? LanguageCode(string text) =>
        text.StartsWith(">>", StringComparison.Ordinal)
        && text.IndexOf("<<", StringComparison.Ordinal) is >= 3 and var close
        && text[..(close + 2)] is var code
        && (_vocabulary.ContainsKey(code) || Special.Find(code) is not null)
            ? code
            : null;

    // The code is not written in front of the text: the pattern for codes is greedy and would match up to a later "<<".
    public override TokenizedText Encode(string text, string languageCode, int maxLength, TextWork work) =>
        Layout.Single([IdOf(languageCode), .. Ids(text, work)], maxLength);

    public override TokenizedText EncodeTarget(string text, int maxLength, TextWork work) =>
        Layout.Single(TargetIdsOf(text, work), maxLength);

    public override string? PieceOf(int id) => Special.TextOf(id) ?? _sourceTokens.GetValueOrDefault(id);

    public override string? TargetPieceOf(int id) => Special.TextOf(id) ?? TokenOf(id);

    /// <summary>A text that the model writes has no language code.</summary>
    internal override List<int> TargetIdsOf(string text, TextWork work)
    {
        var unknown = _targetVocabulary.GetValueOrDefault(Special.Text("unk_token"), _unknownId);
        return
        [
            .. _target
                .Encode(UnicodeText.WellFormed(text), work)
                .Select(piece => Special.Find(piece.Text)?.Id ?? _targetVocabulary.GetValueOrDefault(piece.Text, unknown)),
        ];
    }

    protected override void Tokenize(string text, List<int> ids, TextWork work)
    {
        var code = RemoveLanguageCodes(ref text, work);
        if (code is not null)
        {
            ids.Add(IdOf(code));
        }

        foreach (var piece in _source.Encode(text, work))
        {
            ids.Add(IdOf(piece.Text));
        }
    }

    protected override string? TokenOf(int id) => _tokens.GetValueOrDefault(id);

    protected override string TextOf(List<string> tokens, TextWork work) =>
        UnicodeText.Strip(_target.Decode(tokens, work).Replace('\u2581', ' '));

    private int? IdInVocabulary(string token) => _vocabulary.TryGetValue(token, out var id) ? id : null;

    private int IdOf(string token) => Special.Find(token)?.Id ?? _vocabulary.GetValueOrDefault(token, _unknownId);

    /// <summary>
    /// Removes the matches of the reference's pattern <c>&gt;&gt;.+&lt;&lt;</c>, which is greedy and stays within a line, so that a line
    /// has at
    /// most one match. A match at the start of the text is the language code.
    /// </summary>
    private static string? RemoveLanguageCodes(ref string text, TextWork work)
    {
        if (!text.Contains(">>", StringComparison.Ordinal))
        {
            return null;
        }

        string? code = null;
        var kept = new StringBuilder(text.Length);
        for (var line = 0; line < text.Length; )
        {
            var lineEnd = text.IndexOf('\n', line) is var found && found < 0 ? text.Length : found + 1;
            var start = text.IndexOf(">>", line, lineEnd - line, StringComparison.Ordinal);
            var close = start < 0 || lineEnd - start < 5 ? -1 : text.AsSpan(start + 3, lineEnd - start - 3).LastIndexOf("<<");
            if (close >= 0)
            {
                var end = start + 3 + close + 2;
                code = start == 0 ? text[..end] : code;
                kept.Append(text, line, start - line);
                line = end;
            }

            kept.Append(text, line, lineEnd - line);
            work.Pass(lineEnd - line);
            line = lineEnd;
        }

        text = kept.ToString();
        return code;
    }
}
