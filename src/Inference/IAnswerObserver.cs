using TransformerService.Inference.Catalog;
using TransformerService.Models.Requests;

namespace TransformerService.Inference;

/// <summary>Observes answers, once they are there. Must not wait and must not throw: the caller has the answer only after it.</summary>
internal interface IAnswerObserver
{
    /// <summary>A translation was answered.</summary>
    void Observe(CatalogModel model, CatalogVariant variant, TranslationRequest request, TranslationAnswer answer);

    /// <summary>A classification was answered.</summary>
    /// <param name="model">The model.</param>
    /// <param name="variant">The variant that answered.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="answer">What was answered, which may lack labels.</param>
    /// <param name="scores">Of each text the scores of all labels, in the order of their ids.</param>
    void Observe(CatalogModel model, CatalogVariant variant, ClassificationRequest request, ClassificationAnswer answer, IReadOnlyList<double[]> scores);
}
