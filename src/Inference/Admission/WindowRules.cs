using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Admission;

/// <summary>The rules of requests whose texts are divided into windows.</summary>
internal static class WindowRules
{
    /// <summary>Checks what does not depend on the model.</summary>
    /// <exception cref="InferenceException">The request breaks a rule.</exception>
    public static void Check(ClassificationRequest request)
    {
        if (request.Windows is null)
        {
            return;
        }

        if (request.TextPairs is not null || request.Candidates is not null)
        {
            throw InferenceException.Invalid("'options.window' excludes 'textPair' and 'candidateLabels': only a single text is divided.");
        }

        if (request.Windows.Stride < 1)
        {
            throw InferenceException.Invalid("'options.stride' must be at least 1.");
        }
    }
}
