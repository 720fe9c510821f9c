using TransformerService.Inference.Admission;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Serving;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Inference;

/// <summary>
/// The server's own requests to one variant, such as those to a checking teacher. No limits of callers apply, nothing observes the answers,
/// and they are not in the metrics of requests. Thread-safe.
/// </summary>
/// <param name="catalog">The models.</param>
/// <param name="model">The model's name.</param>
/// <param name="role">Which of its variants answers.</param>
/// <param name="priority">
/// The priority of its batches. Those of low priority are small, and take only run slots that no caller's batch wants.
/// </param>
/// <param name="timeProvider">The clock.</param>
public sealed class OwnRequests(ModelCatalog catalog, string model, VariantRole role, RunPriority priority, TimeProvider timeProvider)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    /// <summary>The only version to ask, by the start of its content hash. Default: the current one.</summary>
    public string? Version { get; init; }

    /// <summary>The variant as it is now; <see langword="null"/> if the model no longer has it.</summary>
    public CatalogVariant? Variant => Find()?.Variant;

    /// <summary>Translates the request's texts. Waits while the variant is loaded. The request's own time limit is not used.</summary>
    /// <exception cref="InferenceException">The variant is not loaded, or the model returned NaN or infinite scores.</exception>
    public Task<TranslationAnswer> TranslateAsync(TranslationRequest request, CancellationToken cancellationToken) =>
        AnswerAsync<TranslationRequest, TranslationAnswer>(request, cancellationToken);

    /// <summary>Classifies the request's texts. Waits while the variant is loaded. The request's own time limit is not used.</summary>
    /// <exception cref="InferenceException">The variant is not loaded, or the model returned NaN or infinite scores.</exception>
    public Task<ClassificationAnswer> ClassifyAsync(ClassificationRequest request, CancellationToken cancellationToken) =>
        AnswerAsync<ClassificationRequest, ClassificationAnswer>(request, cancellationToken);

    /// <summary>Answers a request of another task. Waits while the variant is loaded. The request's own time limit is not used.</summary>
    /// <exception cref="InferenceException">The variant is not loaded, or the model returned NaN or infinite scores.</exception>
    public Task<TAnswer> AskAsync<TRequest, TAnswer>(TRequest request, CancellationToken cancellationToken)
        where TRequest : InferenceRequest
        where TAnswer : InferenceAnswer => AnswerAsync<TRequest, TAnswer>(request, cancellationToken);

    private async Task<TAnswer> AnswerAsync<TRequest, TAnswer>(TRequest request, CancellationToken cancellationToken)
    {
        using var loan = await ReadyAsync(cancellationToken);
        var account = RequestAccount.Own(priority, timeProvider);
        return await ((IAnswers<TRequest, TAnswer>)loan.Served).AnswerAsync(request, loan.Answering, account, cancellationToken);
    }

    private (CatalogModel Model, CatalogVariant Variant)? Find() =>
        catalog.Models.FirstOrDefault(other => other.Name == model) is { } owner
        && owner.Variant(role) is { } found
        && (Version is null ? found : found.For(Version)) is { } variant
            ? (owner, variant)
            : null;

    /// <summary>Lends the loaded variant. Waits if it is still loading: students are loaded first, and may answer already.</summary>
    private async Task<ModelLoan> ReadyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (Find())
            {
                case { Variant.Serving.IsUnloaded: true }:
                    await catalog.Idle.WakeAsync(model, role, cancellationToken);
                    break;
                case { Variant.State: ModelState.Ready } found:
                    if (ModelLoan.Of(found.Model, found.Variant) is { } loan)
                    {
                        return loan;
                    }

                    break; // another version has just taken over
                case { Variant.State: ModelState.Loading }:
                    await Task.Delay(LookAgain, timeProvider, cancellationToken);
                    break;
                default:
                    throw new InferenceException(InferenceError.ModelNotReady, "The variant is not loaded.");
            }
        }
    }
}
