using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace TransformerService.Inference.Sessions;

/// <summary>
/// A tensor of floating-point numbers, of any precision, whose first dimension is the row of a batch. Rows leave it, and change their order.
/// </summary>
/// <param name="tensor"><c>[rows, …]</c>; this object owns it.</param>
internal sealed class RowTensor(OrtValue tensor) : IDisposable
{
    private OrtValue _memory = tensor;
    private OrtValue? _firstRows;

    /// <summary>The rows that are left, <c>[rows, …]</c>; valid until the next change.</summary>
    public OrtValue Value => _firstRows ?? _memory;

    /// <summary>
    /// Reorders the rows: row i becomes what row <c>origins[i]</c> was. Where rows only move forward, as when others leave, they are moved
    /// inside the same memory; rows that stay are not copied.
    /// </summary>
    public void Reorder(ReadOnlySpan<int> origins)
    {
        var tensor = Value.GetTensorTypeAndShape();
        var shape = tensor.Shape;
        var size = checked(Product(shape.AsSpan(1)) * BytesOf(tensor.ElementDataType));
        shape[0] = origins.Length;
        if (OnlyMoveForward(origins))
        {
            var rows = _memory.GetTensorMutableRawData();
            for (var row = 0; row < origins.Length; row++)
            {
                if (origins[row] != row)
                {
                    rows.Slice(origins[row] * size, size).CopyTo(rows.Slice(row * size, size));
                }
            }

            _firstRows?.Dispose();
            _firstRows = FirstRows(tensor.ElementDataType, shape, size);
            return;
        }

        var gathered = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, tensor.ElementDataType, shape);
        var source = Value.GetTensorMutableRawData();
        var target = gathered.GetTensorMutableRawData();
        for (var row = 0; row < origins.Length; row++)
        {
            source.Slice(origins[row] * size, size).CopyTo(target.Slice(row * size, size));
        }

        Dispose();
        (_memory, _firstRows) = (gathered, null);
    }

    /// <summary>
    /// Computes a tensor <c>[rows, width, size]</c> by rows in groups, each <c>[its rows, at most width, size]</c>. What a group leaves
    /// out of the width is 0.
    /// </summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="width">The second dimension.</param>
    /// <param name="groups">The indices of each group's rows; together all rows.</param>
    /// <param name="compute">Computes a group.</param>
    public static OrtValue Scatter(int rows, int width, IReadOnlyList<int[]> groups, Func<int[], OrtValue> compute)
    {
        OrtValue? whole = null;
        try
        {
            foreach (var group in groups)
            {
                using var part = compute(group);
                var tensor = part.GetTensorTypeAndShape();
                var bytes = checked((int)tensor.Shape[2] * BytesOf(tensor.ElementDataType));
                var (length, size) = (checked((int)(tensor.Shape[1] * bytes)), checked(width * bytes));
                whole ??= OrtValue.CreateAllocatedTensorValue(
                    OrtAllocator.DefaultInstance,
                    tensor.ElementDataType,
                    [rows, width, tensor.Shape[2]]
                );
                var source = part.GetTensorMutableRawData();
                var target = whole.GetTensorMutableRawData();
                for (var index = 0; index < group.Length; index++)
                {
                    var row = target.Slice(group[index] * size, size);
                    source.Slice(index * length, length).CopyTo(row);
                    row[length..].Clear();
                }
            }

            return whole ?? throw new ArgumentException("There must be a group.", nameof(groups));
        }
        catch
        {
            whole?.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _firstRows?.Dispose();
        _memory.Dispose();
    }

    /// <summary>Whether no row is needed after it was overwritten, if the rows are written in their order.</summary>
    private static bool OnlyMoveForward(ReadOnlySpan<int> origins)
    {
        for (var row = 0; row < origins.Length; row++)
        {
            if (origins[row] < row)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A tensor over the beginning of the memory.</summary>
    private unsafe OrtValue FirstRows(TensorElementType type, long[] shape, int size)
    {
        // The memory is ONNX Runtime's, so the garbage collector does not move it; it is freed after this value.
        var start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(_memory.GetTensorMutableRawData()));
        return OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, type, shape, start, shape[0] * size);
    }

    private static int BytesOf(TensorElementType type) => type == TensorElementType.Float ? sizeof(float) : sizeof(ushort);

    private static int Product(ReadOnlySpan<long> dimensions)
    {
        long product = 1;
        foreach (var dimension in dimensions)
        {
            product *= dimension;
        }

        return checked((int)product);
    }
}
