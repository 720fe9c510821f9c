using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using TransformerService.Distillation.Data;

namespace TransformerService.Distillation.Training;

/// <summary>
/// Identifies the batches of a training: its examples, their order and how they are put together. A checkpoint stores the number of its
/// batch,
/// which is meaningless in another training.
/// </summary>
internal static class TrainingOrigin
{
    /// <summary>A hash, the same for the same batches.</summary>
    /// <param name="options">How batches are put together.</param>
    /// <param name="examples">The examples' token ids.</param>
    /// <param name="draws">How often each example is taken; <see langword="null"/> if each is taken once.</param>
    public static string Of(TrainingOptions options, IEnumerable<int[]> examples, IReadOnlyList<Draw>? draws = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(
            Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{options.Seed} {options.TokenBudget} {options.WidthMultiple}")
            )
        );
        foreach (var ids in examples)
        {
            hash.AppendData(MemoryMarshal.AsBytes([ids.Length]));
            hash.AppendData(MemoryMarshal.AsBytes(ids.AsSpan()));
        }

        if (draws is not null && draws.Any(draw => draw != Draw.Once))
        {
            foreach (var draw in draws)
            {
                hash.AppendData(MemoryMarshal.AsBytes([draw.Phase, draw.Share]));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }
}
