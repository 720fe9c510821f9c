using static TorchSharp.torch;

namespace TransformerService.Distillation.Training;

/// <summary>Texts of different lengths as one tensor.</summary>
internal static class TokenRows
{
    /// <summary>The ids as <c>[rows, width]</c>, int64, padded at the end.</summary>
    public static Tensor Of(int[][] rows, int width, int padTokenId)
    {
        var ids = new long[rows.Length * width];
        Array.Fill(ids, padTokenId);
        for (var row = 0; row < rows.Length; row++)
        {
            for (var place = 0; place < rows[row].Length; place++)
            {
                ids[(row * width) + place] = rows[row][place];
            }
        }

        return tensor(ids, [rows.Length, width]);
    }
}
