using System.Globalization;
using TransformerService.Tokenization.AddedTokens;
using TransformerService.Tokenization.Files;
using TransformerService.Tokenization.SentencePiece;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Tokenization.Slow;

/// <summary>T5: a SentencePiece model with sentinel tokens (<c>&lt;extra_id_0&gt;</c> …) after its pieces.</summary>
internal sealed class T5Tokenizer : SlowTokenizer
{
    public const string ModelFileName = "spiece.model";
    private const string SentinelCount = "extra_ids";
    private const string Underline = "\u2581";
    private const int MaxSentinels = 100_000;

    private readonly SentencePieceModel _model;
    private readonly bool _legacy;
    private readonly bool _addPrefixSpace;
    private readonly string _unknown;
    private readonly int _unknownLength;

    public T5Tokenizer(TokenizerSettings settings)
        : base(settings)
    {
        _legacy = settings.Flag("legacy", true);
        _addPrefixSpace = settings.Flag("add_prefix_space", true);
        // If 'legacy' is false, the tokenizer adds the space before a text, not the SentencePiece model.
        _model = new SentencePieceModel(settings.Folder, ModelFileName, _legacy ? null : false);
        Special = new SpecialTokens(
            settings,
            Defaults.Of("unk:<unk>", "eos:</s>", "pad:<pad>"),
            IdInVocabulary,
            _model.Count,
            Sentinels(settings)
        );
        _unknown = Special.Text("unk_token");
        _unknownLength = _model.Encode(_unknown, new TextWork(CancellationToken.None)).Count;
        int[] eos = [Special.Needed("eos_token", VocabularyName)];
        Layout = new SpecialTokenLayout([], eos, eos, RepeatsEnd: false) { CutsLeft = settings.CutsLeft ?? false };
    }

    internal override PieceStyle Style { get; } = new(PieceKind.Spaced, Underline, UnknownExtent.Run);

    public override int LargestVocabularyId => _model.Count - 1;

    public override string VocabularyName => ModelFileName;

    protected override IEnumerable<(string Text, int Id)> Vocabulary => _model.Pieces.Select((piece, id) => (piece, id));

    protected override SpecialTokens Special { get; }

    protected override SpecialTokenLayout Layout { get; }

    protected override string Prepare(string text, TextWork work) =>
        _legacy || text.Length == 0 ? text : (_addPrefixSpace ? Underline : "") + text.Replace(Underline, " ", StringComparison.Ordinal);

    protected override List<int> Ids(string text, TextWork work)
    {
        var ids = base.Ids(text, work);
        return !_legacy && StartsWithLoneSpace(text, ids, work) ? ids[1..] : ids;
    }

    protected override void Tokenize(string text, List<int> ids, TextWork work)
    {
        var keepsSpace = !_legacy && (text.StartsWith(Underline, StringComparison.Ordinal) || text.StartsWith(' '));
        // SentencePiece strips the space that starts a text, so the text is encoded after an unknown token, which is then dropped.
        var pieces = _model.Encode(keepsSpace ? _unknown + text : text, work);
        for (var i = keepsSpace && pieces.Count >= _unknownLength ? _unknownLength : 0; i < pieces.Count; i++)
        {
            ids.Add(Special.Find(pieces[i].Text)?.Id ?? _model.IdOf(pieces[i].Text));
        }
    }

    protected override string? TokenOf(int id) => _model.PieceOf(id);

    protected override string TextOf(List<string> tokens, TextWork work)
    {
        if (_addPrefixSpace && tokens[0].StartsWith(Underline, StringComparison.Ordinal))
        {
            tokens[0] = tokens[0][1..];
        }

        return UnicodeText.Strip(_model.Decode(tokens, work));
    }

    /// <summary>Whether the added space is a piece of its own before a special token: the reference drops it then.</summary>
    private bool StartsWithLoneSpace(string text, List<int> ids, TextWork work)
    {
        if (ids.Count < 2 || _model.PieceOf(ids[0]) != Underline || !Special.SpecialIds.Contains(ids[1]))
        {
            return false;
        }

        // The second id belongs to a special token, not to an unknown character, if the text before the first added token is one piece.
        text = Prepare(UnicodeText.WellFormed(text), work);
        var before = new List<int>();
        if (Special.Trie.Find(text, 0, work, out var start, out _) is not null && start > 0)
        {
            Tokenize(text[..start], before, work);
        }

        return before.Count == 1;
    }

    private int? IdInVocabulary(string token) =>
        _model.IdOf(token) is var id && id != _model.UnknownId || _model.PieceOf(id) == token ? id : null;

    /// <summary>The sentinels count down from the end of the vocabulary: the first one has the last id.</summary>
    private IEnumerable<AddedToken> Sentinels(TokenizerSettings settings)
    {
        var source = settings.Has(SentinelCount) ? $"'{SentinelCount}' of {TokenizerSettings.FileName}" : null;
        var count = settings.Number(SentinelCount, 100);
        if (count is < 0 or > MaxSentinels)
        {
            throw TokenizerFolder.Fault(TokenizerSettings.FileName, $"'{SentinelCount}' is not between 0 and {MaxSentinels}");
        }

        for (var i = 0; i < count; i++)
        {
            var content = string.Create(CultureInfo.InvariantCulture, $"<extra_id_{i}>");
            yield return new AddedToken(content, _model.Count - 1 + count - i, true, true, false, false, true) { Source = source };
        }
    }
}
