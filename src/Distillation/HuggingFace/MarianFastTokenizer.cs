using System.Text.Json.Nodes;
using TransformerService.Tokenization.Files;
using TransformerService.Tokenization.SentencePiece;
using TransformerService.Tokenization.Slow;

namespace TransformerService.Distillation.HuggingFace;

/// <summary>
/// A Marian tokenizer as tokenizer.json: its SentencePiece model's pieces and scores in the order of vocab.json, and steps that
/// treat white space as SentencePiece does.
/// </summary>
/// <remarks>
/// Four things differ, all for rare texts. Text that becomes a special token only by normalisation (<c>＜/s＞</c> in full-width signs) is
/// that
/// token here, because a fast Unigram model has no pieces that texts cannot reach. A language code (<c>&gt;&gt;fr&lt;&lt;</c>) before the
/// text
/// is a rule of MarianTokenizer that no step here can express; models of one pair have none. The text of a byte piece (<c>&lt;0x41&gt;</c>)
/// is
/// encoded as that piece here. Hugging Face's library applies SentencePiece's rules per grapheme cluster, so a letter under several
/// combining marks may be split into other pieces; tests check that the two agree for every single character.
/// </remarks>
internal static class MarianFastTokenizer
{
    private const string Source = "source.spm";
    private const string Target = "target.spm";
    private const string VocabularyName = "vocab.json";
    private const string Mark = "\u2581";

    public static JsonObject Of(TokenizerFolder folder)
    {
        var content = folder.Bytes(Source);
        if (!content.AsSpan().SequenceEqual(folder.Bytes(Target)))
        {
            throw TokenizerFolder.Fault(Target, $"it is not the same model as {Source}, and {FastTokenizerFile.Name} has room for one");
        }

        var model = ModelFile.Parse(content, Source);
        var vocabulary = InOrder(folder.Vocabulary(VocabularyName));
        var special = new SpecialTokens(
            new TokenizerSettings(folder),
            Defaults.Of($"unk:{MarianTokenizerFiles.Unknown}", $"eos:{MarianTokenizerFiles.Eos}", $"pad:{MarianTokenizerFiles.Pad}"),
            token => Array.IndexOf(vocabulary, token) is >= 0 and var id ? id : null,
            vocabulary.Length
        );
        var eos = special.Text("eos_token");
        return FastTokenizerFile.With(
            special.Added,
            Normalizer(model),
            Metaspace(),
            TemplateProcessing.Of(
                [(TemplateProcessing.First, 0), (eos, 0)],
                [(TemplateProcessing.First, 0), (TemplateProcessing.Second, 0), (eos, 0)],
                new Dictionary<string, int> { [eos] = special.Id("eos_token") }
            ),
            Decoder(model),
            new JsonObject
            {
                ["type"] = "Unigram",
                ["unk_id"] = special.Id("unk_token"),
                ["vocab"] = Vocabulary(vocabulary, Scores(model, vocabulary), special),
                ["byte_fallback"] = model.ByteFallback,
            }
        );
    }

    private static string[] InOrder(Dictionary<string, int> ids)
    {
        var pieces = ids.OrderBy(entry => entry.Value).ToArray();
        return pieces.Select((entry, place) => entry.Value == place).All(same => same)
            ? [.. pieces.Select(entry => entry.Key)]
            : throw TokenizerFolder.Fault(VocabularyName, "its ids are not consecutive from 0, as those in tokenizer.json are");
    }

    private static Dictionary<string, float> Scores(ModelFile model, string[] vocabulary)
    {
        var scores = new Dictionary<string, float>(StringComparer.Ordinal);
        var known = vocabulary.ToHashSet(StringComparer.Ordinal);
        foreach (var piece in model.Pieces)
        {
            switch (piece.Type)
            {
                case PieceType.Normal or PieceType.Byte when known.Contains(piece.Text):
                    scores.Add(piece.Text, piece.Score);
                    break;
                case PieceType.Normal or PieceType.Byte:
                    throw TokenizerFolder.Fault(VocabularyName, $"it lacks the piece '{piece.Text}' of {Source}");
                case PieceType.Control or PieceType.Unknown:
                    break;
                default:
                    throw TokenizerFolder.Fault(
                        Source,
                        $"the piece '{piece.Text}' is of the type {piece.Type}, which {FastTokenizerFile.Name} does not know"
                    );
            }
        }

        return scores;
    }

    /// <summary>
    /// Pieces with scores. A special token has the score 0, as in Hugging Face's files: it must not be the lowest, because the score of the
    /// unknown piece is derived from the lowest.
    /// </summary>
    private static JsonArray Vocabulary(string[] vocabulary, Dictionary<string, float> scores, SpecialTokens special) =>
        [
            .. vocabulary.Select(piece => new JsonArray(
                piece,
                scores.TryGetValue(piece, out var score) ? score
                    : special.Find(piece) is not null ? 0f
                    : throw TokenizerFolder.Fault(VocabularyName, $"'{piece}' is neither a piece of {Source} nor a special token")
            )),
        ];

    private static JsonObject Normalizer(ModelFile model)
    {
        if (!model.AddDummyPrefix || !model.EscapeWhitespaces || !model.RemoveExtraWhitespaces)
        {
            throw TokenizerFolder.Fault(Source, "it does not treat white space as spm_train does by default");
        }

        JsonArray steps = [];
        if (model.CharacterMap.Length > 0)
        {
            steps.Add(new JsonObject { ["type"] = "Precompiled", ["precompiled_charsmap"] = Convert.ToBase64String(model.CharacterMap) });
        }

        steps.Add(Replace(" {2,}", " "));
        steps.Add(Replace("^ | $", ""));
        return new JsonObject { ["type"] = "Sequence", ["normalizers"] = steps };
    }

    private static JsonObject Replace(string pattern, string content) =>
        new()
        {
            ["type"] = "Replace",
            ["pattern"] = new JsonObject { ["Regex"] = pattern },
            ["content"] = content,
        };

    private static JsonObject Decoder(ModelFile model) =>
        model.ByteFallback
            ? new JsonObject
            {
                ["type"] = "Sequence",
                ["decoders"] = new JsonArray(new JsonObject { ["type"] = "ByteFallback" }, Metaspace()),
            }
            : Metaspace();

    // SentencePiece searches for the best path through the whole text, so the text is not split.
    private static JsonObject Metaspace() =>
        new()
        {
            ["type"] = "Metaspace",
            ["replacement"] = Mark,
            ["prepend_scheme"] = "always",
            ["split"] = false,
        };
}
