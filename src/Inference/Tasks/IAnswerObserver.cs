using TransformerService.Inference.Catalog;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Tasks;

/// <summary>
/// Observes finished answers. It must not wait and must not throw: the caller gets the answer only afterwards. The pipeline uses the one that
/// is registered as a service, if there is one.
/// </summary>
public interface IAnswerObserver
{
    /// <summary>Called when a translation was answered.</summary>
    void Observe(CatalogModel model, CatalogVariant variant, TranslationRequest request, TranslationAnswer answer);

    /// <summary>Called when a classification was answered.</summary>
    /// <param name="model">The model.</param>
    /// <param name="variant">The variant that answered.</param>
    /// <param name="request">The request.</param>
    /// <param name="answer">The answer, which may not include all labels.</param>
    /// <param name="scores">The scores of all labels for each text, in the order of their ids.</param>
    void Observe(
        CatalogModel model,
        CatalogVariant variant,
        ClassificationRequest request,
        ClassificationAnswer answer,
        IReadOnlyList<double[]> scores
    );

    /// <summary>Called when a request of another task was answered.</summary>
    void Observe(CatalogModel model, CatalogVariant variant, InferenceRequest request, InferenceAnswer answer);
}
