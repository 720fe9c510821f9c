using TransformerService.Inference.Catalog;
using TransformerService.Models.Requests;

namespace TransformerService.Inference;

/// <summary>May replace a student's answer before the caller has it, as long as the request's time lasts. Where it fails or is late, the student's answer holds.</summary>
internal interface IAnswerReplacement
{
    /// <summary>The answer to give instead, or the one that there is.</summary>
    ValueTask<TranslationAnswer> ReplaceAsync(
        CatalogModel model, CatalogVariant variant, TranslationRequest request, TranslationAnswer answer, CancellationToken cancellationToken);

    /// <summary>The answer to give instead, or the one that there is.</summary>
    ValueTask<ClassificationAnswer> ReplaceAsync(
        CatalogModel model, CatalogVariant variant, ClassificationRequest request, ClassificationAnswer answer, CancellationToken cancellationToken);
}
