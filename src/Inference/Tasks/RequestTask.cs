using TransformerService.Inference.Admission;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Telemetry;
using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Tasks;

/// <summary>What differs between the requests of one task and those of another on their way through the pipeline.</summary>
internal abstract class RequestTask<TRequest, TAnswer>
    where TRequest : InferenceRequest
    where TAnswer : InferenceAnswer
{
    public abstract RequestKind Kind { get; }

    /// <summary>Checks the rules that every request must follow.</summary>
    /// <returns>The characters of its texts.</returns>
    /// <exception cref="InferenceException">The request breaks a rule.</exception>
    public abstract long Check(TRequest request, InferenceOptions options);

    /// <summary>Selects the variant that answers.</summary>
    /// <exception cref="InferenceException">There is no such model or variant, or it is not ready.</exception>
    public abstract (CatalogModel Model, CatalogVariant Variant) Select(IReadOnlyList<CatalogModel> models, TRequest request);

    /// <summary>How many models each text goes through, one after another.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="request">The request.</param>
    public virtual int Steps(CatalogModel first, TRequest request) => 1;

    /// <summary>Answers it.</summary>
    public virtual Task<TAnswer> AnswerAsync(
        ModelLoan loan,
        TRequest request,
        RequestAccount account,
        CancellationToken cancellationToken
    ) => ((IAnswers<TRequest, TAnswer>)loan.Served).AnswerAsync(request, loan.Answering, account, cancellationToken);

    /// <summary>Asks for an answer to return instead.</summary>
    public virtual ValueTask<TAnswer> ReplaceAsync(
        IAnswerReplacement replacement,
        ModelLoan loan,
        TRequest request,
        TAnswer answer,
        ReplacementTerms terms,
        CancellationToken cancellationToken
    ) => new(answer);

    /// <summary>Returns the answer that replaces the student's if there is one within the request's time, otherwise the student's.</summary>
    public async ValueTask<TAnswer> ReplacedAsync(
        IAnswerReplacement replacement,
        ModelLoan loan,
        TRequest request,
        TAnswer answer,
        RequestAccount account,
        RequestDeadline deadline
    )
    {
        try
        {
            var given = ReplaceAsync(replacement, loan, request, answer, new ReplacementTerms(account), deadline.Token);
            return given.IsCompletedSuccessfully ? given.Result : await given.AsTask().WaitAsync(deadline.Token);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !deadline.IsAbandoned)
        {
            return answer;
        }
    }

    /// <summary>Records what the model read for it, and shows it to an observer.</summary>
    public virtual void Answered(
        RequestObservation observation,
        IAnswerObserver? observer,
        ModelLoan loan,
        TRequest request,
        TAnswer answer
    ) => observation.Read(answer);
}

/// <summary>A task whose answers may be kept, text by text.</summary>
internal abstract class KeptTask<TRequest, TAnswer> : RequestTask<TRequest, TAnswer>
    where TRequest : InferenceRequest
    where TAnswer : InferenceAnswer
{
    /// <summary>Whether the answers to a request may be kept, and kept ones given.</summary>
    public virtual bool MayBeKept(TRequest request) => true;

    /// <summary>The second text of each pair; <see langword="null"/> if the request has none.</summary>
    public virtual IReadOnlyList<string>? Pairs(TRequest request) => null;

    /// <summary>Returns the request for some of its texts only.</summary>
    /// <param name="request">The request.</param>
    /// <param name="texts">Their places.</param>
    public abstract TRequest Only(TRequest request, IReadOnlyList<int> texts);

    /// <summary>Returns the answer to one text.</summary>
    public abstract TAnswer Only(TAnswer answer, int text);

    /// <summary>Joins the answers to single texts; at least one.</summary>
    public abstract TAnswer Join(IReadOnlyList<TAnswer> ofTexts, RequestTiming timing);

    /// <summary>The memory that an answer takes, in bytes.</summary>
    public abstract long BytesOf(TAnswer answer);
}

/// <summary>A task whose requests differ from others' only in their rules and in the model that answers.</summary>
/// <param name="task">The task.</param>
/// <param name="check">Checks the rules, and returns the characters.</param>
internal sealed class PlainTask<TRequest, TAnswer>(ModelTask task, Func<TRequest, InferenceOptions, long> check)
    : RequestTask<TRequest, TAnswer>
    where TRequest : InferenceRequest
    where TAnswer : InferenceAnswer
{
    public override RequestKind Kind { get; } = RequestKind.Of(task);

    public override long Check(TRequest request, InferenceOptions options) => check(request, options);

    public override (CatalogModel Model, CatalogVariant Variant) Select(IReadOnlyList<CatalogModel> models, TRequest request) =>
        ModelSelector.ForTask(models, task, request, request.OtherTexts()); // a canary's share depends on all texts

    public override void Answered(
        RequestObservation observation,
        IAnswerObserver? observer,
        ModelLoan loan,
        TRequest request,
        TAnswer answer
    )
    {
        observation.Read(answer);
        observer?.Observe(loan.Model, loan.Variant, request, answer);
    }
}
