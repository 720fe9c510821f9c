using System.Text;
using TransformerService.Tokenization.Bpe;
using TransformerService.Tokenization.Files;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Tokenization.Slow;

/// <summary>RoBERTa: byte-level BPE with GPT-2's words.</summary>
internal sealed class RobertaTokenizer : SlowTokenizer
{
    public const string VocabularyFile = "vocab.json";

    private readonly Dictionary<string, int> _vocabulary;
    private readonly Dictionary<int, string> _tokens = [];
    private readonly BpeModel _model;
    private readonly bool _addPrefixSpace;

    public RobertaTokenizer(TokenizerSettings settings)
        : base(settings)
    {
        _addPrefixSpace = settings.Flag("add_prefix_space", false);
        _vocabulary = settings.Folder.Vocabulary(VocabularyFile);
        foreach (var (token, id) in _vocabulary)
        {
            _tokens[id] = token;
        }

        Special = new SpecialTokens(
            settings,
            Defaults.Of("bos:<s>", "eos:</s>", "sep:</s>", "cls:<s>", "unk:<unk>", "pad:<pad>", "mask:<mask>"),
            IdInVocabulary,
            _vocabulary.Count
        );
        if (IdInVocabulary(Special.Text("unk_token")) is not { } unknown)
        {
            throw TokenizerFolder.Fault(VocabularyFile, $"the vocabulary lacks the unknown token '{Special.Text("unk_token")}'");
        }

        List<string> warnings = [];
        _model = new BpeModel(_vocabulary, MergesFile.Read(settings.Folder, warnings), new BpeModelOptions { UnknownId = unknown });
        Warnings = warnings;
        var (cls, sep) = (Special.Needed("cls_token", VocabularyName), Special.Needed("sep_token", VocabularyName));
        Layout = new SpecialTokenLayout([cls], [sep, sep], [sep]) { CutsLeft = settings.CutsLeft ?? false };
    }

    internal override PieceStyle Style { get; } = new(PieceKind.Bytes, "", UnknownExtent.Character);

    public override int LargestVocabularyId => _vocabulary.Values.Max();

    public override string VocabularyName => VocabularyFile;

    protected override IEnumerable<(string Text, int Id)> Vocabulary => _vocabulary.Select(entry => (entry.Key, entry.Value));

    protected override SpecialTokens Special { get; }

    protected override SpecialTokenLayout Layout { get; }

    protected override string Prepare(string text, TextWork work) =>
        _addPrefixSpace && text.Length > 0 && !CharacterClass.IsPythonSpace(text[0]) ? " " + text : text;

    protected override void Tokenize(string text, List<int> ids, TextWork work)
    {
        foreach (var word in Gpt2Splitter.Split(text, work))
        {
            _model.Encode(ByteLevelAlphabet.Encode(text.AsSpan(word)), ids, work);
        }
    }

    protected override string? TokenOf(int id) => _tokens.GetValueOrDefault(id);

    protected override string TextOf(List<string> tokens, TextWork work) =>
        ByteLevelAlphabet.Decode(string.Concat(work.Over(tokens))) is { } bytes ? Encoding.UTF8.GetString(bytes) : "";

    private int? IdInVocabulary(string token) => _vocabulary.TryGetValue(token, out var id) ? id : null;
}
