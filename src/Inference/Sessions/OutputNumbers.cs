using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace TransformerService.Inference.Sessions;

/// <summary>Reads a run's output as float32 numbers, whichever precision the export computes in.</summary>
internal static class OutputNumbers
{
    /// <summary>Whether an output of that type can be read.</summary>
    public static bool CanRead(TensorElementType type) =>
        type is TensorElementType.Float or TensorElementType.Float16 or TensorElementType.BFloat16;

    /// <summary>The numbers: float32 without a copy, otherwise converted.</summary>
    public static ReadOnlySpan<float> Of(OrtValue output) => Writable(output);

    /// <summary>The numbers, which may be overwritten.</summary>
    public static Span<float> Writable(OrtValue output)
    {
        switch (output.GetTensorTypeAndShape().ElementDataType)
        {
            case TensorElementType.Float16:
                var halves = MemoryMarshal.Cast<Float16, Half>(output.GetTensorDataAsSpan<Float16>());
                var numbers = new float[halves.Length];
                TensorPrimitives.ConvertToSingle(halves, numbers);
                return numbers;
            case TensorElementType.BFloat16:
                var short16 = MemoryMarshal.Cast<BFloat16, ushort>(output.GetTensorDataAsSpan<BFloat16>());
                var widened = new float[short16.Length];
                for (var index = 0; index < widened.Length; index++)
                {
                    widened[index] = BitConverter.UInt32BitsToSingle((uint)short16[index] << 16);
                }

                return widened;
            default:
                return output.GetTensorMutableDataAsSpan<float>();
        }
    }
}
