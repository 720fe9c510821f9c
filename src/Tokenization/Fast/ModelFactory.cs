using System.Text;
using System.Text.Json;
using TransformerService.Models.Files;
using TransformerService.Tokenization.Bpe;
using TransformerService.Tokenization.SentencePiece;
using TransformerService.Tokenization.WordPiece;

namespace TransformerService.Tokenization.Fast;

/// <summary>The models of tokenizer.json, each a function that adds the ids of a word to a list, and its vocabulary.</summary>
internal static class ModelFactory
{
    public static (Action<string, List<int>, TextWork> Encode, Dictionary<string, int> Vocabulary) Create(JsonSection part)
    {
        // Older files omit the type.
        var type =
            part.ShortText("type")
            ?? (
                part.Has("merges") ? "BPE"
                : part.Has("unk_id") ? "Unigram"
                : "WordPiece"
            );
        switch (type)
        {
            case "WordPiece":
                var words = Vocabulary(part);
                var model = new WordPieceModel(
                    words,
                    part.ShortText("unk_token") ?? "[UNK]",
                    part.ShortText("continuing_subword_prefix") ?? "##",
                    part.Integer("max_input_chars_per_word") ?? 100,
                    TokenizerJson.FileName
                );
                return (model.Encode, words);
            case "WordLevel":
                return WordLevel(part);
            case "BPE":
                var pairs = Vocabulary(part);
                return (Bpe(part, pairs).Encode, pairs);
            case "Unigram":
                return Unigram(part);
            default:
                throw part.Unsupported();
        }
    }

    private static BpeModel Bpe(JsonSection part, Dictionary<string, int> vocabulary)
    {
        int? unknown =
            part.ShortText("unk_token") is not { } token ? null
            : vocabulary.TryGetValue(token, out var id) ? id
            : throw part.Unusable($"the vocabulary lacks the unknown token '{token}'");
        return new BpeModel(
            vocabulary,
            [.. part.RequiredList("merges").Select((merge, index) => Pair(part, merge, index))],
            new BpeModelOptions
            {
                UnknownId = unknown,
                FuseUnknown = part.Flag("fuse_unk") ?? false,
                ByteFallback = part.Flag("byte_fallback") ?? false,
                IgnoreMerges = part.Flag("ignore_merges") ?? false,
                ContinuingPrefix = part.ShortText("continuing_subword_prefix") ?? "",
                WordSuffix = part.ShortText("end_of_word_suffix") ?? "",
            }
        );
    }

    /// <summary>Every word of the vocabulary has an id; others have the unknown token's, or none if there is no such token.</summary>
    private static (Action<string, List<int>, TextWork> Encode, Dictionary<string, int> Vocabulary) WordLevel(JsonSection part)
    {
        var words = Vocabulary(part);
        int? unknown = words.TryGetValue(part.ShortText("unk_token") ?? "<unk>", out var id) ? id : null;
        return (Encode, words);

        void Encode(string word, List<int> ids, TextWork work)
        {
            work.Step();
            if ((words.TryGetValue(word, out var known) ? known : unknown) is { } found)
            {
                ids.Add(found);
            }
        }
    }

    private static (string Left, string Right) Pair(JsonSection part, JsonElement merge, int index)
    {
        string?[] pair = merge.ValueKind switch
        {
            JsonValueKind.String => [.. (merge.GetString() ?? "").Split(' ')],
            JsonValueKind.Array =>
            [
                .. merge.EnumerateArray().Select(side => side.ValueKind == JsonValueKind.String ? side.GetString() : null),
            ],
            _ => [],
        };
        return pair is [{ Length: > 0 } left, { Length: > 0 } right]
            ? (left, right)
            : throw part.Unusable($"merge {index} is not a pair of tokens");
    }

    private static (Action<string, List<int>, TextWork> Encode, Dictionary<string, int> Vocabulary) Unigram(JsonSection part)
    {
        var pieces = new List<ModelPiece>();
        var scores = new List<double>();
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in part.RequiredList("vocab"))
        {
            if (
                entry.ValueKind != JsonValueKind.Array
                || entry.GetArrayLength() != 2
                || entry[0].ValueKind != JsonValueKind.String
                || entry[1].ValueKind != JsonValueKind.Number
            )
            {
                throw part.Unusable($"entry {pieces.Count} of 'vocab' is not a piece and its score");
            }

            var text = entry[0].GetString() ?? "";
            vocabulary[text] = pieces.Count;
            scores.Add(entry[1].GetDouble());
            pieces.Add(new ModelPiece(text, (float)scores[^1], PieceType.Normal));
        }

        var unknown = part.Integer("unk_id") ?? -1;
        if (unknown < 0 || unknown >= pieces.Count)
        {
            throw part.Unusable("the vocabulary lacks an unknown piece");
        }

        var lattice = new UnigramLattice(pieces, [.. scores], unknown, singlePrecision: false);
        var bytes = (part.Flag("byte_fallback") ?? false) && BytePieces.All.All(vocabulary.ContainsKey);
        return ((word, ids, work) => Encode(lattice, vocabulary, bytes, word, ids, work), vocabulary);
    }

    private static void Encode(
        UnigramLattice lattice,
        Dictionary<string, int> vocabulary,
        bool bytes,
        string word,
        List<int> ids,
        TextWork work
    )
    {
        var pieces = new List<EncodedPiece>();
        lattice.Encode(Encoding.UTF8.GetBytes(word), pieces, work);
        foreach (var piece in pieces)
        {
            if (vocabulary.TryGetValue(piece.Text, out var id))
            {
                ids.Add(id);
            }
            else if (bytes)
            {
                ids.AddRange(BytePieces.Of(piece.Text).Select(part => vocabulary[part]));
            }
            else
            {
                ids.Add(piece.Id);
            }
        }
    }

    private static Dictionary<string, int> Vocabulary(JsonSection part)
    {
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in part.RequiredSection("vocab").Json.EnumerateObject())
        {
            vocabulary[entry.Name] = part.Id(entry.Value, $"the id of '{entry.Name}'");
        }

        return vocabulary.Count > 0 ? vocabulary : throw part.Unusable("the vocabulary is empty");
    }
}
