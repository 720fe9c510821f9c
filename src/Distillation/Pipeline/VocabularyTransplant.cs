using TransformerService.Distillation.Modeling;
using TransformerService.Tokenization;

namespace TransformerService.Distillation.Pipeline;

/// <summary>
/// Gives a translation model another vocabulary. A piece that the model has keeps its weights. Another one begins as the mean of the pieces
/// that the model writes it with, and a byte as the mean of all pieces; training does the rest.
/// </summary>
internal static class VocabularyTransplant
{
    private const string Embeddings = "model.shared.weight",
        OutputBias = "final_logits_bias";

    /// <summary>SentencePiece's sign for a space.</summary>
    private const char Space = '\u2581';

    /// <summary>Returns the weights for the new vocabulary, and how many of its pieces the model had.</summary>
    /// <param name="weights">The weights for the old one.</param>
    /// <param name="from">The old vocabulary.</param>
    /// <param name="to">The new one.</param>
    public static (IReadOnlyDictionary<string, WeightTensor> Weights, int Kept) Of(
        IReadOnlyDictionary<string, WeightTensor> weights,
        TextTokenizer from,
        TextTokenizer to
    )
    {
        var old = Pieces(from);
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (id, piece) in old.Index())
        {
            known.TryAdd(piece, id);
        }

        var pieces = Pieces(to);
        int[][] origins = [.. pieces.Select(Origins)];
        var transplanted = weights.ToDictionary();
        transplanted[Embeddings] = Means(weights[Embeddings], origins);
        transplanted[OutputBias] = Means(weights[OutputBias], origins);
        return (transplanted, pieces.Count(known.ContainsKey));

        // None: the mean of all pieces.
        int[] Origins(string piece)
        {
            if (known.TryGetValue(piece, out var same))
            {
                return [same];
            }

            if (IsByte(piece))
            {
                return [];
            }

            var ids = from.Encode(piece.Replace(Space, ' '), int.MaxValue).Ids;
            return
            [
                .. ids.Where(id =>
                    id != from.UnknownId
                    && id != from.PadId
                    && old[id].Trim(Space) is var part
                    && piece.Contains(part, StringComparison.Ordinal)
                ),
            ];
        }
    }

    /// <summary>Whether a piece stands for a byte, such as <c>&lt;0xE2&gt;</c>.</summary>
    private static bool IsByte(string piece) => piece is ['<', '0', 'x', _, _, '>'];

    private static string[] Pieces(TextTokenizer tokenizer) =>
        [.. Enumerable.Range(0, tokenizer.LargestVocabularyId + 1).Select(id => tokenizer.PieceOf(id) ?? "")];

    /// <summary>For each list of rows their mean; the last dimension of a bias is its rows.</summary>
    private static WeightTensor Means(WeightTensor weight, int[][] origins)
    {
        var isBias = weight.Shape.Length == 1 || weight.Shape[0] == 1;
        var rows = isBias ? weight.Values.Length : weight.Shape[0];
        var size = (int)(weight.Values.Length / rows);
        var values = new float[origins.Length * size];
        var mean = new float[size];
        for (var row = 0; row < rows; row++)
        {
            Add(mean, row, rows);
        }

        foreach (var (row, origin) in origins.Index())
        {
            var sum = values.AsSpan(row * size, size);
            if (origin.Length == 0)
            {
                mean.CopyTo(sum);
            }

            foreach (var from in origin)
            {
                Add(sum, from, origin.Length);
            }
        }

        long[] shape = isBias ? [.. weight.Shape.Select(length => length == 1 ? 1L : origins.Length)] : [origins.Length, size];
        return new WeightTensor(shape, values);

        void Add(Span<float> sum, long row, long count)
        {
            for (var feature = 0; feature < size; feature++)
            {
                sum[feature] += weight.Values[(row * size) + feature] / count;
            }
        }
    }
}
