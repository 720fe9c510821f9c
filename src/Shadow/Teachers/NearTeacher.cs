using TransformerService.Inference.Admission;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Classification;
using TransformerService.Inference.Translation;
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

    private readonly RequestAccount _account = RequestAccount.Own(priority);
    private readonly Translator _translator = new(timeProvider, TextWorkers.None);
    private readonly Classifier _classifier = new(timeProvider, TextWorkers.None);

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
                found.Variant.Version is { Length: > 0 } version ? version : null,
                found.Variant.State == ModelState.Failed ? $"It could not be loaded; GET /v1/models/{model} says why." : null
            );

    public async Task<TranslationAnswer> TranslateAsync(TranslationRequest request, CancellationToken cancellationToken)
    {
        using var loan = await ReadyAsync(cancellationToken);
        var (translations, _, _) = await _translator.TranslateAsync(
            (TranslationModel)loan.Served,
            loan.Model.Definition.Manifest?.SourceLanguage,
            request,
            _account,
            cancellationToken
        );
        return new TranslationAnswer(model, role, loan.Variant.Version, translations, default);
    }

    public async Task<ClassificationAnswer> ClassifyAsync(ClassificationRequest request, CancellationToken cancellationToken)
    {
        using var loan = await ReadyAsync(cancellationToken);
        var (results, _, _, _) = await _classifier.ClassifyAsync((ClassificationModel)loan.Served, request, _account, cancellationToken);
        return new ClassificationAnswer(model, role, loan.Variant.Version, results, default);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private (CatalogModel Model, CatalogVariant Variant)? Find() =>
        catalog.Models.FirstOrDefault(other => other.Name == model) is { } owner
        && owner.Variants.FirstOrDefault(other => other.Role == role) is { } variant
            ? (owner, variant)
            : null;

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
