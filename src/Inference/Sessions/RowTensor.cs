using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace TransformerService.Inference.Sessions;

/// <summary>A float tensor whose first dimension is the row of a batch. Rows leave it, and change their order.</summary>
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
        var shape = Value.GetTensorTypeAndShape().Shape;
        var size = Product(shape.AsSpan(1));
        shape[0] = origins.Length;
        if (OnlyMoveForward(origins))
        {
            var rows = _memory.GetTensorMutableDataAsSpan<float>();
            for (var row = 0; row < origins.Length; row++)
            {
                if (origins[row] != row)
                {
                    rows.Slice(origins[row] * size, size).CopyTo(rows.Slice(row * size, size));
                }
            }

            _firstRows?.Dispose();
            _firstRows = FirstRows(shape, size);
            return;
        }

        var gathered = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Float, shape);
        var source = Value.GetTensorDataAsSpan<float>();
        var target = gathered.GetTensorMutableDataAsSpan<float>();
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
                var shape = part.GetTensorTypeAndShape().Shape;
                var (length, size) = (checked((int)(shape[1] * shape[2])), checked((int)(width * shape[2])));
                whole ??= OrtValue.CreateAllocatedTensorValue(
                    OrtAllocator.DefaultInstance,
                    TensorElementType.Float,
                    [rows, width, shape[2]]
                );
                var source = part.GetTensorDataAsSpan<float>();
                var target = whole.GetTensorMutableDataAsSpan<float>();
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
    private unsafe OrtValue FirstRows(long[] shape, int size)
    {
        // The memory is ONNX Runtime's, so the garbage collector does not move it; it is freed after this value.
        var start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(_memory.GetTensorMutableDataAsSpan<float>()));
        return OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance,
            TensorElementType.Float,
            shape,
            start,
            shape[0] * size * sizeof(float)
        );
    }

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
