using TransformerService.Inference.Admission;
using TransformerService.Inference.Configuration;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Explanations;

/// <summary>The rules that every request to explain must follow, checked before a model is selected.</summary>
internal static class ExplainRules
{
    /// <exception cref="InferenceException">The request breaks a rule.</exception>
    /// <returns>The characters of the texts.</returns>
    public static long Check(ExplainRequest request, InferenceOptions options)
    {
        if (request.MaxRows is < ExplainRequest.FewestRows or > ExplainRequest.MostRows)
        {
            throw InferenceException.Invalid($"'maxRows' must be from {ExplainRequest.FewestRows} to {ExplainRequest.MostRows}.");
        }

        if (request is { Label: not null, Targets: not null })
        {
            throw InferenceException.Invalid(
                "'label' is for a model that classifies and 'target' for one that translates: send one of them."
            );
        }

        return request.Targets is { } targets && targets.Count != request.Texts.Count
            ? throw InferenceException.Invalid($"'target' must have as many texts as 'text': {request.Texts.Count}, not {targets.Count}.")
            : TextRules.CheckTexts(request.Texts, request.Targets, options);
    }
}
