using TransformerService.Inference.Admission;
using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Models.Glossaries;

namespace TransformerService.Inference.Serving;

/// <summary>A loaded model that answers the requests of its task.</summary>
internal interface IAnswers<in TRequest, TAnswer>
{
    /// <summary>Answers a request, in batches with others.</summary>
    /// <param name="request">The request.</param>
    /// <param name="variant">What the answer says of its origin.</param>
    /// <param name="account">What the request may take.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="InferenceException">The request breaks a limit, or the model failed.</exception>
    Task<TAnswer> AnswerAsync(TRequest request, AnsweringVariant variant, RequestAccount account, CancellationToken cancellationToken);
}

/// <summary>The variant that answers a request.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Role">Student or teacher.</param>
/// <param name="ShortHash">The start of its content hash.</param>
/// <param name="SourceLanguage">The language that model.json declares for its texts.</param>
/// <param name="TargetLanguage">The language that model.json declares for its translations.</param>
internal sealed record AnsweringVariant(string Model, VariantRole Role, string ShortHash, string? SourceLanguage, string? TargetLanguage)
{
    /// <summary>The model's glossary.</summary>
    public Glossary Glossary { get; init; } = Glossary.Empty;
}
