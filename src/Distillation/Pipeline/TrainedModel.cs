using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Training;

namespace TransformerService.Distillation.Pipeline;

/// <summary>The result of a training.</summary>
/// <param name="Weights">The average of the best epochs' float32 weights, by the names of the trained model.</param>
/// <param name="State">The state of the training.</param>
/// <param name="IsFinished">Whether it finished; otherwise it was stopped and can continue.</param>
internal sealed record TrainedModel(IReadOnlyDictionary<string, WeightTensor> Weights, TrainingState State, bool IsFinished)
{
    /// <summary>A hash of the weights.</summary>
    public string Hash
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var weight in Weights.Values)
            {
                hash.AppendData(MemoryMarshal.AsBytes(weight.Values.AsSpan()));
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
        }
    }
}
