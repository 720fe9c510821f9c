using TransformerService.Inference.Admission;
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
        ReplacementTerms terms,
        CancellationToken cancellationToken
    );

    /// <summary>Returns the replacement, or the given answer.</summary>
    ValueTask<ClassificationAnswer> ReplaceAsync(
        CatalogModel model,
        CatalogVariant variant,
        ClassificationRequest request,
        ClassificationAnswer answer,
        ReplacementTerms terms,
        CancellationToken cancellationToken
    );
}

/// <summary>What a replacement may take of the request that it is for.</summary>
public sealed class ReplacementTerms
{
    private readonly RequestAccount _account;

    internal ReplacementTerms(RequestAccount account) => _account = account;

    /// <summary>The caller's name; <see langword="null"/> for the server's own requests.</summary>
    public string? Caller => _account.Caller;

    /// <summary>The time since the request was admitted.</summary>
    public TimeSpan Elapsed => _account.Elapsed;

    /// <summary>The time that the request has left; <see langword="null"/> without a limit.</summary>
    public TimeSpan? TimeLeft => _account.Terms.Time;

    /// <summary>Charges the caller for a text that another model is to answer, before it is asked.</summary>
    /// <param name="cost">What the text took of the first model.</param>
    /// <returns>Whether there is room for it; if not, nothing is charged.</returns>
    public bool TryCharge(ReplacementCost cost) => _account.TryAnswerAgain(cost.Rows, cost.Characters, cost.Work, cost.AnswerBytes);
}

/// <summary>What a text took of the model that answered it. Another one is assumed to take as much.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Characters">Its characters: their share of the request's work is charged.</param>
/// <param name="Work">The least work that is charged, for a kept answer, in tokens.</param>
/// <param name="AnswerBytes">The memory of its answer.</param>
public readonly record struct ReplacementCost(int Rows, long Characters, long Work, long AnswerBytes);
