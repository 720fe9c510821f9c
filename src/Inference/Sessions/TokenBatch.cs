using Microsoft.ML.OnnxRuntime;

namespace TransformerService.Inference.Sessions;

/// <summary>Rows of token ids padded to one length, <c>[rows, width]</c>, and their attention mask.</summary>
internal sealed class TokenBatch
{
    public TokenBatch(IReadOnlyList<int[]> rows, int padId, IReadOnlyList<int[]>? typeIds = null)
    {
        Rows = rows.Count;
        Width = rows.Max(row => row.Length);
        Ids = new long[Rows * Width];
        Mask = new long[Rows * Width];
        TypeIds = typeIds is null ? null : new long[Rows * Width];
        Array.Fill(Ids, padId);
        for (int row = 0; row < Rows; row++)
        {
            int start = row * Width;
            for (int position = 0; position < rows[row].Length; position++)
            {
                Ids[start + position] = rows[row][position];
                Mask[start + position] = 1;
                if (TypeIds is not null && typeIds is not null)
                {
                    TypeIds[start + position] = typeIds[row][position];
                }
            }
        }
    }

    public int Rows { get; }

    /// <summary>The longest row's length.</summary>
    public int Width { get; }

    public long[] Ids { get; }

    public long[] Mask { get; }

    public long[]? TypeIds { get; }

    public OrtValue Tensor(long[] values) => Tensor(values, Rows, Width);

    /// <summary>A tensor <c>[rows, width]</c> over managed memory, without a copy.</summary>
    public static OrtValue Tensor(long[] values, int rows, int width) =>
        OrtValue.CreateTensorValueFromMemory<long>(OrtMemoryInfo.DefaultInstance, values.AsMemory(0, rows * width), [rows, width]);
}
