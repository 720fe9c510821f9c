using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace TransformerService.Inference.Sessions;

/// <summary>Converts ids, masks and positions, which are int64 here, to the type that an export requires.</summary>
internal static class IntegerCast
{
    /// <summary>Whether an input can be converted to that type: a mask is 0 or 1 in any type.</summary>
    public static bool CanGive(string input, TensorElementType type) =>
        type is TensorElementType.Int64 or TensorElementType.Int32
        || (TensorNames.IsMask(input) && type is TensorElementType.Float or TensorElementType.Bool);

    /// <summary>Returns a copy in that type; the caller must dispose it.</summary>
    public static OrtValue To(TensorElementType type, OrtValue value)
    {
        var shape = value.GetTensorTypeAndShape().Shape;
        var numbers = value.GetTensorDataAsSpan<long>().ToArray();
        return type switch
        {
            TensorElementType.Int32 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, number => (int)number), shape),
            TensorElementType.Float => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, number => (float)number), shape),
            TensorElementType.Bool => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, number => number != 0), shape),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a type that ids and masks are given in."),
        };
    }
}
