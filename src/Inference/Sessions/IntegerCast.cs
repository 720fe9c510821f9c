using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace TransformerService.Inference.Sessions;

/// <summary>Gives ids, masks and positions, which are int64 here, in the type that an export asks for.</summary>
internal static class IntegerCast
{
    /// <summary>Whether an input can be given in that type: a mask is 0 or 1 in any.</summary>
    public static bool CanGive(string input, TensorElementType type) =>
        type is TensorElementType.Int64 or TensorElementType.Int32
        || (TensorNames.IsMask(input) && type is TensorElementType.Float or TensorElementType.Bool);

    /// <summary>A copy in that type, the caller's to dispose.</summary>
    public static OrtValue To(TensorElementType type, OrtValue value)
    {
        long[] shape = value.GetTensorTypeAndShape().Shape;
        long[] numbers = value.GetTensorDataAsSpan<long>().ToArray();
        return type switch
        {
            TensorElementType.Int32 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, number => (int)number), shape),
            TensorElementType.Float => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, number => (float)number), shape),
            TensorElementType.Bool => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, number => number != 0), shape),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a type that ids and masks are given in."),
        };
    }
}
