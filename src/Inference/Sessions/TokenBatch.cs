using Microsoft.ML.OnnxRuntime;

namespace TransformerService.Inference.Sessions;

/// <summary>Rows of token ids padded to one length, <c>[rows, width]</c>, and their attention mask.</summary>
internal sealed class TokenBatch
{
    private readonly IReadOnlyList<int[]> _rows;
    private readonly IReadOnlyList<int[]>? _rowTypeIds;
    private readonly int _padId;

    /// <param name="rows">The ids of each row.</param>
    /// <param name="padId">The id of padding.</param>
    /// <param name="typeIds">The type ids of each row.</param>
    /// <param name="shape">
    /// The shape that the file fixes: the first row is repeated where it asks for more rows, and rows are padded to its length.
    /// </param>
    public TokenBatch(IReadOnlyList<int[]> rows, int padId, IReadOnlyList<int[]>? typeIds = null, FixedShape shape = default)
    {
        if (shape.Rows is { } wanted && wanted > rows.Count)
        {
            (rows, typeIds) = (Filled(rows, wanted), typeIds is null ? null : Filled(typeIds, wanted));
        }

        (_rows, _rowTypeIds, _padId) = (rows, typeIds, padId);
        Rows = rows.Count;
        Width = shape.Length ?? rows.Max(row => row.Length);
        Ids = new long[Rows * Width];
        Mask = new long[Rows * Width];
        TypeIds = typeIds is null ? null : new long[Rows * Width];
        Array.Fill(Ids, padId);
        for (var row = 0; row < Rows; row++)
        {
            var start = row * Width;
            for (var position = 0; position < rows[row].Length; position++)
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

    /// <summary>The length of each row, in tokens.</summary>
    public int[] Lengths => [.. _rows.Select(row => row.Length)];

    public long[] Ids { get; }

    public long[] Mask { get; }

    public long[]? TypeIds { get; }

    /// <summary>Some of the rows as a batch of their own, padded to the longest of them.</summary>
    public TokenBatch Part(int[] places) =>
        new(
            [.. places.Select(place => _rows[place])],
            _padId,
            _rowTypeIds is null ? null : [.. places.Select(place => _rowTypeIds[place])]
        );

    /// <summary>The positions of the tokens: 0, 1, 2 …, or as RoBERTa counts them.</summary>
    /// <param name="padding">
    /// RoBERTa's padding id, which is also the position of padding; other tokens' positions start after it. <see langword="null"/> for
    /// others.
    /// </param>
    public long[] Positions(int? padding)
    {
        var positions = new long[Rows * Width];
        if (padding is { } first)
        {
            Array.Fill(positions, first);
        }

        for (var row = 0; row < Rows; row++)
        {
            long next = padding + 1 ?? 0;
            for (var place = 0; place < (padding is null ? Width : _rows[row].Length); place++)
            {
                if (padding is null || _rows[row][place] != padding)
                {
                    positions[(row * Width) + place] = next++;
                }
            }
        }

        return positions;
    }

    public OrtValue Tensor(long[] values) => Tensor(values, Rows, Width);

    private static int[][] Filled(IReadOnlyList<int[]> rows, int count) => [.. rows, .. Enumerable.Repeat(rows[0], count - rows.Count)];

    /// <summary>A tensor <c>[rows, width]</c> over managed memory, without a copy.</summary>
    public static OrtValue Tensor(long[] values, int rows, int width) =>
        OrtValue.CreateTensorValueFromMemory<long>(OrtMemoryInfo.DefaultInstance, values.AsMemory(0, rows * width), [rows, width]);
}
