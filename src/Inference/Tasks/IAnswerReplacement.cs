using TransformerService.Inference.Catalog;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Tasks;

/// <summary>
/// May replace a student's answer before the caller gets it, within the request's time. If it fails or is late, the student's answer is
/// returned. The pipeline uses the one that is registered as a service, if there is one.
/// </summary>
public interface IAnswerReplacement
{
    /// <summary>Returns the replacement, or the given answer.</summary>
    ValueTask<TranslationAnswer> ReplaceAsync(
        CatalogModel model,
        CatalogVariant variant,
        TranslationRequest request,
        TranslationAnswer answer,
        CancellationToken cancellationToken
    );

    /// <summary>Returns the replacement, or the given answer.</summary>
    ValueTask<ClassificationAnswer> ReplaceAsync(
        CatalogModel model,
        CatalogVariant variant,
        ClassificationRequest request,
        ClassificationAnswer answer,
        CancellationToken cancellationToken
    );
}
