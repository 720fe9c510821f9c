using TransformerService.Models.Requests;

namespace TransformerService.Inference;

/// <summary>The one way from a request to its answer, whichever door it came through.</summary>
public sealed class InferencePipeline
{
    /// <summary>Translates the request's texts.</summary>
    /// <exception cref="Models.Errors.InferenceException">Every expected failure.</exception>
    public Task<TranslationAnswer> TranslateAsync(TranslationRequest request, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Classifies the request's texts.</summary>
    /// <exception cref="Models.Errors.InferenceException">Every expected failure.</exception>
    public Task<ClassificationAnswer> ClassifyAsync(ClassificationRequest request, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
