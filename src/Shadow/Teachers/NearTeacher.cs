using TransformerService.Inference.Admission;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Serving;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Teachers;

/// <summary>
/// A variant of a model on this server. At low priority it runs in small batches of its own, on run slots that no caller's batch wants.
/// </summary>
internal sealed class NearTeacher(ModelCatalog catalog, string model, VariantRole role, RunPriority priority, TimeProvider timeProvider)
    : IVariantClient
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    public string Name => Find()?.Variant.Definition.FolderName ?? "";

    public TeacherStatus Status =>
        Find() is not { } found
            ? new TeacherStatus(ShadowVariantState.Failed, null, "The model no longer has this variant.")
            : new TeacherStatus(
                found.Variant.State switch
                {
                    ModelState.Ready => ShadowVariantState.Ready,
                    ModelState.Loading => ShadowVariantState.Loading,
                    _ => ShadowVariantState.Failed,
                },
                found.Variant.ShortHash is { Length: > 0 } version ? version : null,
                found.Variant.State == ModelState.Failed ? $"It could not be loaded; GET /v1/models/{model} says why." : null
            );

    public Task<TranslationAnswer> TranslateAsync(TranslationRequest request, CancellationToken cancellationToken) =>
        AnswerAsync<TranslationRequest, TranslationAnswer>(request, cancellationToken);

    public Task<ClassificationAnswer> ClassifyAsync(ClassificationRequest request, CancellationToken cancellationToken) =>
        AnswerAsync<ClassificationRequest, ClassificationAnswer>(request, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private (CatalogModel Model, CatalogVariant Variant)? Find() =>
        catalog.Models.FirstOrDefault(other => other.Name == model) is { } owner
        && owner.Variants.FirstOrDefault(other => other.Role == role) is { } variant
            ? (owner, variant)
            : null;

    private async Task<TAnswer> AnswerAsync<TRequest, TAnswer>(TRequest request, CancellationToken cancellationToken)
    {
        using var loan = await ReadyAsync(cancellationToken);
        var account = RequestAccount.Own(priority, timeProvider);
        return await ((IAnswers<TRequest, TAnswer>)loan.Served).AnswerAsync(request, loan.Answering, account, cancellationToken);
    }

    /// <summary>Returns the loaded variant. Waits if it is still loading: students are loaded first, and may answer already.</summary>
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
