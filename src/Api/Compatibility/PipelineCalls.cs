using TransformerService.Api.Access;
using TransformerService.Inference;
using TransformerService.Inference.Admission;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Compatibility;

/// <summary>Asks the pipeline on behalf of an HTTP call.</summary>
internal static class PipelineCalls
{
    /// <summary>Asks a request of the caller of <paramref name="context"/>.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="context">The call.</param>
    /// <param name="request">The request.</param>
    /// <param name="timeout">The time that the caller allows.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <param name="cache">The use of kept answers, where the call says it otherwise than by the header Cache-Control.</param>
    /// <param name="hold">Holds its admission, if not one of its own until the answer is sent.</param>
    public static Task<TAnswer> AskAsync<TRequest, TAnswer>(
        this InferencePipeline pipeline,
        HttpContext context,
        TRequest request,
        TimeSpan? timeout,
        CancellationToken cancellationToken,
        CacheUse? cache = null,
        RequestHold? hold = null
    )
        where TRequest : InferenceRequest
        where TAnswer : InferenceAnswer
    {
        var asked = request.From(context, timeout);
        return pipeline.AskAsync<TRequest, TAnswer>(
            cache is { } use ? (TRequest)((InferenceRequest)asked with { Cache = use }) : asked,
            hold ?? RequestHolds.UntilSent(context),
            cancellationToken
        );
    }
}
