using TransformerService.Inference;
using TransformerService.Models.Catalog;
using TransformerService.Models.Requests;
using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Teachers;

/// <summary>A variant of a model on this server.</summary>
internal sealed class NearTeacher(string model, OwnRequests requests) : IVariantClient
{
    public string Name => requests.Variant?.Definition.FolderName ?? "";

    public TeacherStatus Status =>
        requests.Variant is not { } variant
            ? new TeacherStatus(ShadowVariantState.Failed, null, "The model no longer has this variant.")
            : new TeacherStatus(
                variant.State switch
                {
                    ModelState.Ready => ShadowVariantState.Ready,
                    ModelState.Loading => ShadowVariantState.Loading,
                    _ => ShadowVariantState.Failed,
                },
                variant.ShortHash is { Length: > 0 } version ? version : null,
                variant.State == ModelState.Failed ? $"It could not be loaded; GET /v1/models/{model} says why." : null
            );

    public Task<TranslationAnswer> TranslateAsync(TranslationRequest request, CancellationToken cancellationToken) =>
        requests.TranslateAsync(request, cancellationToken);

    public Task<ClassificationAnswer> ClassifyAsync(ClassificationRequest request, CancellationToken cancellationToken) =>
        requests.ClassifyAsync(request, cancellationToken);

    public async Task<InferenceAnswer> AskAsync(InferenceRequest request, CancellationToken cancellationToken) =>
        request switch
        {
            TagRequest tag => await requests.AskAsync<TagRequest, TagAnswer>(tag, cancellationToken),
            EmbeddingRequest embed => await requests.AskAsync<EmbeddingRequest, EmbeddingAnswer>(embed, cancellationToken),
            GenerationRequest generation => await requests.AskAsync<GenerationRequest, GenerationAnswer>(generation, cancellationToken),
            RerankRequest rank => await requests.AskAsync<RerankRequest, RerankAnswer>(rank, cancellationToken),
            _ => throw new ArgumentException("Requests of this kind are not compared.", nameof(request)),
        };

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
